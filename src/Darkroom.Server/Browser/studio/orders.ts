import { randomKey } from '../shared/optional.js';
import { fetchAgain } from '../shared/patience.js';
import { at } from '../shared/site.js';
import { text } from '../shared/texts.js';

/** What came of an order: the generation's id, or what is wrong in words. */
export type Answer = { readonly id: string } | { readonly problem: string };

/** A request with uploads needs a while until the server can answer: one millisecond for so many bytes. */
const bytesPerMs = 25;
const answerMs = 10_000;

/**
 * Sends orders. Each goes under a key of its own until the server has acknowledged it or another is sent. One whose answer was lost may
 * have been accepted: sent again, it starts once.
 */
export class Orders {
  #pending: { readonly json: string; readonly key: string } | undefined;

  async send(order: Record<string, unknown>): Promise<Answer> {
    const json = JSON.stringify(order);
    this.#pending = this.#pending?.json === json ? this.#pending : { json, key: randomKey() };
    try {
      const answer = await fetchAgain(at('/api/generations'), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': this.#pending.key },
        body: json,
      }, answerMs + json.length / bytesPerMs);
      const body = (await answer.json()) as { id?: string; detail?: string; errors?: Record<string, string[]> };
      if (answer.status === 202 && body.id) {
        this.#pending = undefined;
        return { id: body.id };
      }
      const problem = body.errors ? Object.values(body.errors).flat().join(' ') : body.detail;
      return { problem: problem ?? text('LiveServerRejectedStart') };
    } catch {
      return { problem: text('LiveServerUnreachableStart') };
    }
  }
}

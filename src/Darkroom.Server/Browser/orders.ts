import { at } from './site.js';

/** What came of an order: the generation's id, or what is wrong in words. */
export type Answer = { readonly id: string } | { readonly problem: string };

/** Sends orders. One whose answer was lost may have been accepted: sent again, it goes under the same key and starts once. */
export class Orders {
  #unanswered: { readonly text: string; readonly key: string } | undefined;

  async send(order: Record<string, unknown>): Promise<Answer> {
    const text = JSON.stringify(order);
    this.#unanswered = this.#unanswered?.text === text ? this.#unanswered : { text, key: newKey() };
    try {
      const answer = await fetch(at('/api/generations'), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': this.#unanswered.key },
        body: text,
      });
      const body = (await answer.json()) as { id?: string; detail?: string; errors?: Record<string, string[]> };
      this.#unanswered = undefined;
      if (answer.status === 202 && body.id) {
        return { id: body.id };
      }
      const problem = body.errors ? Object.values(body.errors).flat().join(' ') : body.detail;
      return { problem: problem ?? 'The server refused without saying why.' };
    } catch {
      return { problem: 'The server cannot be reached. Your prompt is kept; try again when it is back.' };
    }
  }
}

/** Random enough to be nobody else's. Not crypto.randomUUID: browsers withhold it on plain HTTP. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

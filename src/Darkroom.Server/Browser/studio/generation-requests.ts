import { randomKey } from '../shared/browser-features.js';
import { fetchWithRetry } from '../shared/fetch-retry.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';

/** The result of a request: the id of the generation, or a message. */
export type RequestResult = { readonly id: string } | { readonly problem: string };

/** Sends a cancel or a retry: the number of the generation's newest event then, or a message. */
export async function changeGeneration(url: string): Promise<{ readonly last_event_id: number } | { readonly problem: string }> {
  const answer = await fetch(url, { method: 'POST' }).catch(() => undefined);
  return answer?.ok
    ? ((await answer.json()) as { last_event_id: number })
    : { problem: text(answer ? 'LiveServerRejected' : 'LiveServerUnreachable') };
}

/** The upload speed, in bytes per millisecond, that is assumed for the timeout of large requests. */
const bytesPerMs = 25;
const timeoutMs = 10_000;

/**
 * Sends generation requests with idempotency keys. A request keeps its key until the server has acknowledged it or another request is sent:
 * if the response was lost, a retry does not start it twice.
 */
export class GenerationRequests {
  #pending: { readonly json: string; readonly key: string } | undefined;

  async send(request: Record<string, unknown>): Promise<RequestResult> {
    return this.#post<{ id: string }>('/api/generations', request);
  }

  /** Starts the runs of a plan: all of them, or none. */
  async sendAll(batch: Record<string, unknown>): Promise<{ readonly generations: readonly { readonly id: string }[] } | { readonly problem: string }> {
    return this.#post('/api/generations/batch', batch);
  }

  async #post<T extends object>(path: string, request: Record<string, unknown>): Promise<T | { readonly problem: string }> {
    const json = JSON.stringify(request);
    this.#pending = this.#pending?.json === json ? this.#pending : { json, key: randomKey() };
    try {
      const answer = await fetchWithRetry(siteUrl(path), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': this.#pending.key },
        body: json,
      }, timeoutMs + json.length / bytesPerMs);
      const body = (await answer.json()) as T & { detail?: string; errors?: Record<string, string[]> };
      if (answer.status === 202) {
        this.#pending = undefined;
        return body;
      }
      const problem = body.errors ? Object.values(body.errors).flat().join(' ') : body.detail;
      return { problem: problem ?? text('LiveServerRejectedStart') };
    } catch {
      return { problem: text('LiveServerUnreachableStart') };
    }
  }
}

import { randomKey } from '../shared/browser-features.js';
import { fetchWithRetry } from '../shared/fetch-retry.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
export async function changeGeneration(url) {
    const answer = await fetch(url, { method: 'POST' }).catch(() => undefined);
    return answer?.ok
        ? (await answer.json())
        : { problem: text(answer ? 'LiveServerRejected' : 'LiveServerUnreachable') };
}
const bytesPerMs = 25;
const timeoutMs = 10_000;
export class GenerationRequests {
    #pending;
    async send(request) {
        const json = JSON.stringify(request);
        this.#pending = this.#pending?.json === json ? this.#pending : { json, key: randomKey() };
        try {
            const answer = await fetchWithRetry(siteUrl('/api/generations'), {
                method: 'POST',
                headers: { 'Content-Type': 'application/json', 'Idempotency-Key': this.#pending.key },
                body: json,
            }, timeoutMs + json.length / bytesPerMs);
            const body = (await answer.json());
            if (answer.status === 202 && body.id) {
                this.#pending = undefined;
                return { id: body.id };
            }
            const problem = body.errors ? Object.values(body.errors).flat().join(' ') : body.detail;
            return { problem: problem ?? text('LiveServerRejectedStart') };
        }
        catch {
            return { problem: text('LiveServerUnreachableStart') };
        }
    }
}

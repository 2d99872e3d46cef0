import { siteUrl } from '../shared/site.js';
const pauseMs = 150;
const fields = ['provider', 'model', 'size', 'aspect_ratio', 'quality', 'n'];
export class CostLine {
    #form;
    #timer = 0;
    #request = new AbortController();
    constructor(form, signal) {
        this.#form = form;
        form.addEventListener('input', (event) => this.#schedule(event.target), { signal });
        form.addEventListener('change', (event) => this.#schedule(event.target), { signal });
        signal.addEventListener('abort', () => this.#stop());
    }
    #schedule(changed) {
        if (changed instanceof HTMLTextAreaElement) {
            return;
        }
        this.#stop();
        this.#timer = window.setTimeout(() => void this.#update(), pauseMs);
    }
    #stop() {
        window.clearTimeout(this.#timer);
        this.#request.abort();
    }
    async #update() {
        this.#request = new AbortController();
        const { signal } = this.#request;
        const data = new FormData(this.#form);
        const query = new URLSearchParams();
        for (const name of fields) {
            const value = data.get(name);
            if (typeof value === 'string' && value && !(name === 'aspect_ratio' && data.get('size'))) {
                query.set(name, value);
            }
        }
        try {
            const answer = await fetch(siteUrl(`/api/costs/estimate?${query}`), { signal });
            const body = answer.ok ? (await answer.json()) : { in_words: '' };
            this.#form.querySelector('#cost').textContent = body.in_words;
        }
        catch {
            if (!signal.aborted) {
                this.#form.querySelector('#cost').textContent = '';
            }
        }
    }
}

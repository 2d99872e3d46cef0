import { siteUrl } from '../shared/site.js';

const pauseMs = 150;
const fields = ['provider', 'model', 'size', 'aspect_ratio', 'quality', 'n'];

/** Shows the estimated cost of the current form. The server knows the prices. */
export class CostLine {
  readonly #form: HTMLFormElement;
  #timer = 0;
  #request = new AbortController();

  constructor(form: HTMLFormElement, signal: AbortSignal) {
    this.#form = form;
    form.addEventListener('input', (event) => this.#schedule(event.target), { signal });
    form.addEventListener('change', (event) => this.#schedule(event.target), { signal });
    signal.addEventListener('abort', () => this.#stop());
  }

  #schedule(changed: EventTarget | null): void {
    // The sliders of the dialogs have no name.
    if (changed instanceof HTMLTextAreaElement || (changed instanceof HTMLInputElement && !changed.name)) {
      return;
    }
    this.#stop();
    this.#timer = window.setTimeout(() => void this.#update(), pauseMs);
  }

  #stop(): void {
    window.clearTimeout(this.#timer);
    this.#request.abort();
  }

  async #update(): Promise<void> {
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
    data.getAll('also_on').forEach((id) => query.append('also_on', String(id)));
    try {
      const answer = await fetch(siteUrl(`/api/costs/estimate?${query}`), { signal });
      const body = answer.ok ? ((await answer.json()) as { in_words: string }) : { in_words: '' };
      this.#form.querySelector('#cost')!.textContent = body.in_words;
    } catch {
      // Aborted by a newer request, or the server is offline. In that case the shown cost is outdated.
      if (!signal.aborted) {
        this.#form.querySelector('#cost')!.textContent = '';
      }
    }
  }
}

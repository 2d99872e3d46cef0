import { at } from '../shared/site.js';

const pause = 150;
const fields = ['provider', 'model', 'size', 'aspect_ratio', 'quality', 'n'];

/** Says what the form as it stands would cost. The server knows the prices; here they are only asked for and shown. */
export class CostLine {
  readonly #form: HTMLFormElement;
  #timer = 0;
  #asking = new AbortController();

  constructor(form: HTMLFormElement, signal: AbortSignal) {
    this.#form = form;
    form.addEventListener('input', (event) => this.#later(event.target), { signal });
    form.addEventListener('change', (event) => this.#later(event.target), { signal });
    signal.addEventListener('abort', () => this.#stop());
  }

  #later(changed: EventTarget | null): void {
    if (changed instanceof HTMLTextAreaElement) {
      return;
    }
    this.#stop();
    this.#timer = window.setTimeout(() => void this.#ask(), pause);
  }

  #stop(): void {
    window.clearTimeout(this.#timer);
    this.#asking.abort();
  }

  async #ask(): Promise<void> {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const data = new FormData(this.#form);
    const query = new URLSearchParams();
    for (const name of fields) {
      const value = data.get(name);
      if (typeof value === 'string' && value && !(name === 'aspect_ratio' && data.get('size'))) {
        query.set(name, value);
      }
    }
    try {
      const answer = await fetch(at(`/api/costs/estimate?${query}`), { signal });
      const body = answer.ok ? ((await answer.json()) as { in_words: string }) : { in_words: '' };
      this.#form.querySelector('#cost')!.textContent = body.in_words;
    } catch {
      // Overtaken by a newer question, or the server is away: what stands there is no longer true.
      if (!signal.aborted) {
        this.#form.querySelector('#cost')!.textContent = '';
      }
    }
  }
}

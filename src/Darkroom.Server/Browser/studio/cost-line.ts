import { siteUrl } from '../shared/site.js';
import type { Composer } from './composer.js';

const pauseMs = 150;
/** While the user types. */
const typingPauseMs = 400;
const fields = ['provider', 'model', 'size', 'aspect_ratio', 'quality', 'n'];

/** Shows the estimated cost of the current form, and how many images it makes if the prompt stands for several. The server knows both. */
export class CostLine {
  readonly #form: HTMLFormElement;
  readonly #composer: Composer;
  #timer = 0;
  #request = new AbortController();
  /** True while what several prompts start is shown. */
  #planned = false;

  constructor(composer: Composer, signal: AbortSignal) {
    const { form } = composer;
    [this.#form, this.#composer] = [form, composer];
    form.addEventListener('input', (event) => this.#schedule(event.target), { signal });
    form.addEventListener('change', (event) => this.#schedule(event.target), { signal });
    signal.addEventListener('abort', () => this.#stop());
    if (composer.needsPlan) {
      // A draft, or a link that fills in the form.
      this.#schedule(null);
    }
  }

  #schedule(changed: EventTarget | null): void {
    // The sliders of the dialogs have no name. A text matters only for the prompts that it stands for.
    const isText = changed instanceof HTMLTextAreaElement;
    if (isText ? !this.#planned && !this.#composer.needsPlan : changed instanceof HTMLInputElement && !changed.name) {
      return;
    }
    this.#stop();
    this.#timer = window.setTimeout(() => void this.#update(), isText ? typingPauseMs : pauseMs);
  }

  #stop(): void {
    window.clearTimeout(this.#timer);
    this.#request.abort();
  }

  /** @returns True if there is nothing else to show. */
  async #showPlan(signal: AbortSignal): Promise<boolean> {
    const plan = this.#composer.needsPlan
      ? await import('./matrix.js').then((matrix) => matrix.planInWords(this.#composer.request(), this.#composer.alsoOn)).catch(() => '')
      : '';
    if (!signal.aborted) {
      this.#planned = plan !== '';
      plan && this.#form.querySelector('#cost')!.replaceChildren(plan);
    }
    return signal.aborted || this.#planned;
  }

  async #update(): Promise<void> {
    this.#request = new AbortController();
    const { signal } = this.#request;
    if (await this.#showPlan(signal)) {
      return;
    }
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

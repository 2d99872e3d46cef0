// The studio's form: what can be asked of the chosen provider, and what the person has filled in.
import type { DarkroomPictures } from './edit-pictures.js';
import { showLimit, tooLong } from '../shared/limits.js';
import { type Can, Offers } from './offers.js';
import { Prompts } from './prompts.js';
import { text } from '../shared/texts.js';

export class Composer {
  readonly form: HTMLFormElement;
  readonly prompt: HTMLTextAreaElement;
  readonly #prompts = new Prompts();
  readonly #offers: Offers;

  constructor(form: HTMLFormElement, signal: AbortSignal) {
    this.form = form;
    this.prompt = form.querySelector<HTMLTextAreaElement>('#prompt')!;
    if (!this.prompt.value) {
      this.prompt.value = this.#prompts.draft;
    }
    this.prompt.addEventListener('input', () => this.#keepDraft(), { signal });
    form.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    form.addEventListener('change', (event) => this.#onChange(event.target), { signal });
    const swap = form.querySelector<HTMLButtonElement>('#swap');
    swap?.addEventListener('click', () => this.#swap(), { signal });
    swap?.toggleAttribute('hidden', false);
    this.#offers = new Offers(form);
  }

  setPrompt(text: string): void {
    this.prompt.value = text;
    showLimit(this.prompt);
    this.#keepDraft();
    this.prompt.focus();
  }

  /** The size in pixels that the chosen shape stands for. */
  get size(): { width: number; height: number } {
    const size = this.#linkedSize?.value ?? this.#can.sizes[this.#ratio] ?? '1x1';
    const [width = 1, height = 1] = size.split('x').map(Number);
    return { width, height };
  }

  /** What is wrong with the form, in words; the field is focused. Anything else is for the server to say. */
  problem(): string | undefined {
    const count = this.form.querySelector<HTMLInputElement>('#count');
    const negative = this.#can.negative ? this.form.querySelector<HTMLInputElement>('#negative-prompt') : null;
    const long = [this.prompt, negative].find((field) => field && tooLong(field));
    const wrong = !this.prompt.value.trim()
      ? { field: this.prompt, text: text('LivePromptMissing') }
      : count && !(count.value && count.validity.valid)
        ? { field: count, text: text('LiveCountRange', count.min, count.max) }
        : long
          ? { field: long, text: text('LivePromptTooLong', tooLong(long) ?? '') }
          : undefined;
    for (const field of [this.prompt, count, negative]) {
      field?.setAttribute('aria-invalid', String(field === wrong?.field));
    }
    wrong?.field.focus();
    return wrong?.text;
  }

  /** What the form asks for, as the API takes it: only what was filled in and what the provider offers. */
  order(): Record<string, unknown> {
    const data = new FormData(this.form);
    const field = (name: string): string | undefined => String(data.get(name) ?? '') || undefined;
    const can = this.#can;
    return {
      prompt: this.prompt.value,
      provider: field('provider'),
      model: field('model')?.trim(),
      n: numberOr(field('n'), 1),
      size: field('size'),
      aspect_ratio: this.#linkedSize ? undefined : this.#ratio,
      quality: can.qualities.includes(field('quality') ?? '') ? field('quality') : undefined,
      seed: can.seed ? numberOr(field('seed'), undefined) : undefined,
      negative_prompt: can.negative ? field('negative_prompt') : undefined,
      ...this.#pictures?.order(),
    };
  }

  /** A run has begun: the prompt goes into the history, the seed is let go unless it is kept. */
  began(): void {
    this.#prompts.used(this.prompt.value);
    const seed = this.form.querySelector<HTMLInputElement>('#seed');
    if (seed && !this.form.querySelector<HTMLInputElement>('#seed-lock')?.checked) {
      seed.value = '';
    }
  }

  get #can(): Can {
    return this.#offers.can;
  }

  get #pictures(): DarkroomPictures | null {
    return this.form.querySelector<DarkroomPictures>('darkroom-pictures');
  }

  get #ratio(): string {
    return this.form.querySelector<HTMLInputElement>('input[name=aspect_ratio]:checked')?.value ?? '1:1';
  }

  /** A size that a link to this page asked for, beyond the form's shapes. */
  get #linkedSize(): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>('input[type=hidden][name=size]');
  }

  #onChange(changed: EventTarget | null): void {
    const { name, id } = changed as HTMLInputElement;
    if (id === 'provider') {
      this.#offers.providerChanged();
    } else if (id === 'model') {
      this.#offers.refresh();
    }
    if (id === 'provider' || name === 'aspect_ratio') {
      this.#linkedSize?.remove();
    }
  }

  #keepDraft(): void {
    this.#prompts.draft = this.prompt.value;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.target === this.prompt && event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      this.prompt.value = this.#prompts.step(event.key === 'ArrowUp' ? 1 : -1);
      showLimit(this.prompt);
    }
  }

  #swap(): void {
    const [width, height] = this.#ratio.split(':');
    const other = this.form.querySelector<HTMLInputElement>(`input[name=aspect_ratio][value="${height}:${width}"]`);
    if (other && !other.closest('.ratio')?.hasAttribute('hidden')) {
      this.#linkedSize?.remove();
      other.checked = true;
    }
  }
}

/** A number as typed; what is not one goes to the server as it is, which says what would be right. */
function numberOr(text: string | undefined, otherwise: number | undefined): number | string | undefined {
  return text === undefined ? otherwise : Number.isNaN(Number(text)) ? text : Number(text);
}

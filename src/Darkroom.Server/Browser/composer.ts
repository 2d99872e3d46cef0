// The studio's form: what can be asked of the chosen provider, and what the person has filled in.
import type { DarkroomPictures, EditRule } from './edit-pictures.js';
import { Prompts } from './prompts.js';

/** As the server writes it into each provider's option. */
interface Can {
  /** From aspect ratio to the size that would be made. */
  readonly sizes: Readonly<Record<string, string>>;
  readonly qualities: readonly string[];
  readonly seed: boolean;
  readonly negative: boolean;
  /** Null where it works from words alone. */
  readonly edits?: EditRule | null;
}

export class Composer {
  readonly form: HTMLFormElement;
  readonly prompt: HTMLTextAreaElement;
  readonly #prompts = new Prompts();

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
    this.#pictures?.offer(this.#can.edits ?? undefined);
  }

  setPrompt(text: string): void {
    this.prompt.value = text;
    this.#keepDraft();
    this.prompt.focus();
  }

  /** The size in pixels that the chosen shape stands for. */
  get size(): { width: number; height: number } {
    const size = this.#linked('size')?.value ?? this.#can.sizes[this.#ratio] ?? '1x1';
    const [width = 1, height = 1] = size.split('x').map(Number);
    return { width, height };
  }

  /** What is wrong with the form, in words; the field is focused. Anything else is for the server to say. */
  problem(): string | undefined {
    const count = this.form.querySelector<HTMLInputElement>('#count');
    const wrong = !this.prompt.value.trim()
      ? { field: this.prompt, text: 'Type what the picture should show.' }
      : count && !(count.value && count.validity.valid)
        ? { field: count, text: `Choose ${count.min} to ${count.max} images.` }
        : undefined;
    for (const field of [this.prompt, count]) {
      field?.setAttribute('aria-invalid', String(field === wrong?.field));
    }
    wrong?.field.focus();
    return wrong?.text;
  }

  /** What the form asks for, as the API takes it: only what was filled in and what the provider offers. */
  order(): Record<string, unknown> {
    const data = new FormData(this.form);
    const text = (name: string): string | undefined => String(data.get(name) ?? '') || undefined;
    const can = this.#can;
    return {
      prompt: this.prompt.value,
      provider: text('provider'),
      model: text('model'),
      n: numberOr(text('n'), 1),
      size: text('size'),
      aspect_ratio: this.#linked('size') ? undefined : this.#ratio,
      quality: can.qualities.includes(text('quality') ?? '') ? text('quality') : undefined,
      seed: can.seed ? numberOr(text('seed'), undefined) : undefined,
      negative_prompt: can.negative ? text('negative_prompt') : undefined,
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
    const chosen = this.form.querySelector<HTMLSelectElement>('#provider')?.selectedOptions[0];
    return JSON.parse(chosen?.dataset['can'] ?? '{"sizes":{},"qualities":[],"seed":false,"negative":false}') as Can;
  }

  get #pictures(): DarkroomPictures | null {
    return this.form.querySelector<DarkroomPictures>('darkroom-pictures');
  }

  get #ratio(): string {
    return this.form.querySelector<HTMLInputElement>('input[name=aspect_ratio]:checked')?.value ?? '1:1';
  }

  /** What a link to this page asked for beyond the form's choices. */
  #linked(name: 'size' | 'model'): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>(`input[type=hidden][name=${name}]`);
  }

  #onChange(changed: EventTarget | null): void {
    const { name, id } = changed as HTMLInputElement;
    if (id === 'provider') {
      this.#linked('model')?.remove();
      this.#offer();
    }
    if (id === 'provider' || name === 'aspect_ratio') {
      this.#linked('size')?.remove();
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
    }
  }

  /** Shows what the chosen provider can do and hides the rest; nothing that was typed is lost. */
  #offer(): void {
    const can = this.#can;
    const show = (name: string, offered: boolean): void => {
      this.form.querySelector(`[data-offers=${name}]`)?.toggleAttribute('hidden', !offered);
    };
    show('qualities', can.qualities.length > 0);
    show('seed', can.seed);
    show('negative-prompt', can.negative);
    this.#pictures?.offer(can.edits ?? undefined);
    const quality = this.form.querySelector<HTMLSelectElement>('#quality');
    const chosen = quality?.value;
    quality?.replaceChildren(...['', ...can.qualities].map((name) => new Option(name || 'Automatic', name, false, name === chosen)));
    const missing = this.form.querySelector<HTMLSelectElement>('#provider')?.selectedOptions[0]?.dataset['missing'];
    this.form.querySelector('#provider-missing')?.toggleAttribute('hidden', !missing);
    this.form.querySelector('#provider-missing code')?.replaceChildren(`${missing}=…`);
    for (const ratio of this.form.querySelectorAll<HTMLInputElement>('input[name=aspect_ratio]')) {
      const offered = ratio.value in can.sizes;
      ratio.closest('.ratio')?.toggleAttribute('hidden', !offered);
      ratio.checked &&= offered;
    }
    if (!this.form.querySelector('input[name=aspect_ratio]:checked')) {
      this.form.querySelector<HTMLInputElement>('.ratio:not([hidden]) input')?.click();
    }
  }

  #swap(): void {
    const [width, height] = this.#ratio.split(':');
    const other = this.form.querySelector<HTMLInputElement>(`input[name=aspect_ratio][value="${height}:${width}"]`);
    if (other && !other.closest('.ratio')?.hasAttribute('hidden')) {
      this.#linked('size')?.remove();
      other.checked = true;
    }
  }
}

/** A number as typed; what is not one goes to the server as it is, which says what would be right. */
function numberOr(text: string | undefined, otherwise: number | undefined): number | string | undefined {
  return text === undefined ? otherwise : Number.isNaN(Number(text)) ? text : Number(text);
}

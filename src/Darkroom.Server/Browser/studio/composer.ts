// The studio's form: the options of the selected provider, and the user's input.
import { replaceText } from '../shared/browser-features.js';
import { showProblem } from '../shared/problem.js';
import { lengthProblem, showLimit } from '../shared/text-limits.js';
import { text } from '../shared/texts.js';
import { dock, showFacts } from './composer-dock.js';
import type { DarkroomInputImages } from './input-images.js';
import { PromptHistory } from './prompt-history.js';
import { type Capabilities, type EngineOptions, ProviderOptions } from './provider-options.js';
import { type RunSize, sizeOf } from './run-event.js';

/** Values of the form, as the server matched them to a provider. */
export interface FormValues {
  readonly provider: string;
  readonly model?: string;
  readonly prompt: string;
  readonly negative_prompt?: string;
  readonly seed?: number;
  readonly size?: string;
  readonly aspect_ratio?: string;
  readonly quality?: string;
  readonly output_format?: string;
  readonly background?: string;
  readonly output_compression?: number;
  readonly moderation?: string;
  readonly input_fidelity?: string;
  readonly options?: EngineOptions;
  /** The number of images; if it is missing, that of the form is kept. */
  readonly n?: number;
}

export class Composer {
  readonly form: HTMLFormElement;
  readonly prompt: HTMLTextAreaElement;
  readonly #prompts = new PromptHistory();
  readonly #options: ProviderOptions;

  constructor(form: HTMLFormElement, signal: AbortSignal) {
    this.form = form;
    this.prompt = form.querySelector<HTMLTextAreaElement>('#prompt')!;
    this.prompt.addEventListener('input', () => this.#saveDraft(), { signal });
    this.prompt.addEventListener('input', () => this.#unmark(), { signal });
    this.prompt.addEventListener('input', () => this.#suggestPresets(signal), { signal });
    form.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    form.addEventListener('change', (event) => this.#onChange(event.target), { signal });
    form.addEventListener('input', (event) => event.target === this.prompt || this.#showChosen(), { signal });
    form.addEventListener('click', (event) => this.#onCount((event.target as Element).closest<HTMLButtonElement>('[data-step]')), { signal });
    form.querySelector('[data-extend]')?.addEventListener('click', () => void import('./extend.js').then((extension) => extension.openExtension(this, signal)), { signal });
    const swap = form.querySelector<HTMLButtonElement>('#swap');
    swap?.addEventListener('click', () => this.#swap(), { signal });
    swap?.toggleAttribute('hidden', false);
    this.#options = new ProviderOptions(form);
    dock(form, signal);
    this.#showChosen();
    const model = form.querySelector<HTMLInputElement>('#model');
    model?.addEventListener('focus', () => void import('./model-list.js').then((list) =>
      list.attachModelList(model, () => form.querySelector<HTMLSelectElement>('#provider')!.value, signal)), { signal, once: true });
  }

  #onCount(button: HTMLButtonElement | null): void {
    const field = this.form.querySelector<HTMLInputElement>('#count');
    if (button && field) {
      Number(button.dataset['step']) > 0 ? field.stepUp() : field.stepDown();
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }

  #showChosen(): void {
    showFacts(this.form);
  }

  setPrompt(text: string): void {
    this.prompt.value = text;
    showLimit(this.prompt);
    this.#saveDraft();
    this.prompt.focus();
  }

  /**
   * Fills in the form.
   * @returns What restores the form as it was.
   */
  fill(values: FormValues): () => void {
    const undo = this.#snapshot();
    const set = (id: string, value = ''): void => void (this.form.querySelector<HTMLInputElement>(id)!.value = value);
    this.#select(values.provider);
    set('#model', values.model);
    this.#options.refresh();
    set('#prompt', values.prompt);
    set('#negative-prompt', values.negative_prompt);
    set('#seed', values.seed?.toString());
    set('#quality', values.quality);
    set('#output-format', values.output_format);
    set('#background', values.background);
    set('#compression', values.output_compression?.toString());
    set('#moderation', values.moderation);
    set('#input-fidelity', values.input_fidelity);
    this.#options.refresh();
    this.#options.fillEngine(values.options);
    set('#count', (values.n ?? this.form.querySelector<HTMLInputElement>('#count')?.value)?.toString());
    this.form.querySelector<HTMLInputElement>('#seed-lock')!.checked = values.seed !== undefined;
    const ratio = this.form.querySelector<HTMLInputElement>(`input[name=aspect_ratio][value="${values.aspect_ratio}"]`);
    if (ratio) {
      ratio.checked = true;
    }
    this.#linkSize(values.size !== this.#capabilities.sizes[this.#ratio] ? values.size : undefined);
    this.#onFilled();
    return undo;
  }

  /**
   * Selects a provider.
   * @returns What restores the form as it was.
   */
  useProvider(provider: string): () => void {
    const undo = this.#snapshot();
    this.#select(provider);
    this.#onFilled();
    return undo;
  }

  /** Returns what restores the form as it is now. */
  #snapshot(): () => void {
    const before = [...this.form.elements].filter((field): field is HTMLInputElement => 'value' in field && !/^(file|hidden|submit|button)$/.test((field as HTMLInputElement).type))
      .map((field) => ({ field, value: field.value, checked: field.checked }));
    const size = this.#linkedSize?.value;
    const options = this.#options.engineOptions(true);
    return () => {
      this.#select(before.find(({ field }) => field.id === 'provider')!.value);
      for (const pass of [0, 1]) {
        for (const { field, value, checked } of before) {
          Object.assign(field, field.type === 'radio' || field.type === 'checkbox' ? { checked } : { value });
        }
        // The model decides which qualities there are.
        pass === 0 && this.#options.refresh();
      }
      this.#options.fillEngine(options);
      this.#linkSize(size);
      this.#onFilled();
    };
  }

  get images(): DarkroomInputImages | null {
    return this.form.querySelector<DarkroomInputImages>('darkroom-input-images');
  }

  /** The size in pixels for each aspect ratio. */
  get sizes(): Readonly<Record<string, string>> {
    return this.#capabilities.sizes;
  }

  /** Called when the first image was extended to another shape. */
  extended(ratio: string): void {
    this.#linkSize(undefined);
    this.form.querySelector<HTMLInputElement>(`input[name=aspect_ratio][value="${ratio}"]`)!.checked = true;
    this.prompt.placeholder = text('LiveWhatAround');
    this.#onFilled();
    this.prompt.focus();
  }

  /** The further providers that the prompt runs on. */
  get alsoOn(): string[] {
    return new FormData(this.form).getAll('also_on').map(String);
  }

  /** True if the prompt may stand for other ones, or runs on several providers: the server says what would start. */
  get needsPlan(): boolean {
    return /[{@\\]/.test(this.prompt.value) || this.alsoOn.length > 0;
  }

  /** The settings of the form, without texts and images. */
  settings(): Record<string, unknown> {
    const { prompt: _prompt, negative_prompt: _negative, images: _images, mask: _mask, seed, ...others } = this.request();
    return { ...others, ...(this.form.querySelector<HTMLInputElement>('#seed-lock')?.checked ? { seed } : {}) };
  }

  /** Replaces the prompt, so that Ctrl+Z brings it back, and the negative prompt if there is one. */
  replacePrompt(text: string, negative?: string): void {
    replaceText(this.prompt, text);
    if (negative) {
      this.form.querySelector<HTMLInputElement>('#negative-prompt')!.value = negative;
      this.#onFilled();
    }
  }

  /**
   * Uses settings, and leaves the others and the texts as they are.
   * @returns What restores the form as it was.
   */
  useSettings(settings: Readonly<Record<string, unknown>>): () => void {
    return this.fill({ ...this.request(), ...settings } as unknown as FormValues);
  }

  /** The size in pixels for the selected aspect ratio. */
  get size(): RunSize {
    return sizeOf(this.#linkedSize?.value ?? this.#capabilities.sizes[this.#ratio] ?? '1x1');
  }

  /** Moves the message of the form below the prompt if that is invalid, else to the end of the form. */
  placeProblem(): void {
    const place = this.form.querySelector('#form-problem')!;
    this.prompt.ariaInvalid === 'true' ? this.prompt.after(place) : this.form.append(place);
  }

  /** The prompt is no longer marked once it is changed. */
  #unmark(): void {
    if (this.prompt.ariaInvalid === 'true') {
      this.prompt.ariaInvalid = 'false';
      showProblem(this.form, '#form-problem', '');
    }
  }

  /** Returns the first problem of the form and focuses the field. The server validates everything else. */
  problem(): string | undefined {
    const count = this.form.querySelector<HTMLInputElement>('#count');
    const negative = this.#capabilities.negative ? this.form.querySelector<HTMLInputElement>('#negative-prompt') : null;
    const long = [this.prompt, negative].find((field) => field && lengthProblem(field));
    const invalid = !this.prompt.value.trim()
      ? { field: this.prompt, text: text('LivePromptMissing') }
      : count && !(count.value && count.validity.valid)
        ? { field: count, text: text('LiveCountRange', count.min, count.max) }
        : long
          ? { field: long, text: text('LivePromptTooLong', lengthProblem(long) ?? '') }
          : undefined;
    for (const field of [this.prompt, count, negative]) {
      field?.setAttribute('aria-invalid', String(field === invalid?.field));
    }
    invalid?.field.focus();
    return invalid?.text;
  }

  /** Returns the request body: only the values that are set and supported by the provider. */
  request(): Record<string, unknown> {
    const data = new FormData(this.form);
    const field = (name: string): string | undefined => String(data.get(name) ?? '') || undefined;
    const capabilities = this.#capabilities;
    const images = this.images?.request();
    const choice = (name: string, choices: readonly string[]): string | undefined => (choices.includes(field(name) ?? '') ? field(name) : undefined);
    return {
      prompt: this.prompt.value,
      provider: field('provider'),
      model: field('model')?.trim(),
      n: numberOr(field('n'), 1),
      size: field('size'),
      aspect_ratio: this.#linkedSize ? undefined : this.#ratio,
      quality: choice('quality', capabilities.qualities),
      output_format: choice('output_format', capabilities.formats),
      background: choice('background', capabilities.backgrounds),
      output_compression: this.#options.compresses ? numberOr(field('output_compression'), undefined) : undefined,
      moderation: choice('moderation', capabilities.moderations),
      input_fidelity: images && 'images' in images ? choice('input_fidelity', capabilities.fidelities) : undefined,
      options: this.#options.engineOptions(!!images && 'images' in images),
      seed: capabilities.seed ? numberOr(field('seed'), undefined) : undefined,
      negative_prompt: capabilities.negative ? field('negative_prompt') : undefined,
      ...images,
    };
  }

  /** Called when a run has started: the history has its prompt, and the seed is cleared unless it is locked. */
  onStarted(): void {
    this.#prompts.changed();
    const seed = this.form.querySelector<HTMLInputElement>('#seed');
    if (seed && !this.form.querySelector<HTMLInputElement>('#seed-lock')?.checked) {
      seed.value = '';
    }
  }

  get #capabilities(): Capabilities {
    return this.#options.capabilities;
  }

  get #ratio(): string {
    return this.form.querySelector<HTMLInputElement>('input[name=aspect_ratio]:checked')?.value ?? '1:1';
  }

  /** A size from a link to this page that is not one of the form's aspect ratios. */
  get #linkedSize(): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>('input[type=hidden][name=size]');
  }

  /** Requests a size that is not one of the form's aspect ratios, until another ratio or provider is chosen. */
  #linkSize(size: string | undefined): void {
    this.#linkedSize?.remove();
    if (size) {
      this.form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'size', value: size }));
    }
  }

  #select(provider: string): void {
    const select = this.form.querySelector<HTMLSelectElement>('#provider')!;
    if (select.value !== provider) {
      select.value = provider;
      this.#onProvider();
    }
  }

  #onFilled(): void {
    this.form.querySelectorAll<HTMLTextAreaElement>('#prompt, #negative-prompt').forEach(showLimit);
    this.#saveDraft();
    // The cost is another one.
    this.form.dispatchEvent(new Event('input'));
  }

  #onChange(changed: EventTarget | null): void {
    const { name, id } = changed as HTMLInputElement;
    if (id === 'provider') {
      this.#onProvider();
    } else if (id === 'model' || id === 'output-format') {
      this.#options.refresh();
    }
    if (id === 'provider' || name === 'aspect_ratio') {
      this.#linkedSize?.remove();
    }
  }

  /** Shows the options of the newly selected provider, which is not one of the further ones. */
  #onProvider(): void {
    this.#options.providerChanged();
    const selected = this.form.querySelector<HTMLSelectElement>('#provider')!.value;
    for (const box of this.form.querySelectorAll<HTMLInputElement>('input[name=also_on]')) {
      box.checked &&= box.value !== selected;
      box.closest('label')!.hidden = box.value === selected;
    }
  }

  /** An @ at the start of a word begins the name of a preset. */
  #suggestPresets(signal: AbortSignal): void {
    const { prompt } = this;
    if (/(^|[\s({|,])@$/.test(prompt.value.slice(0, prompt.selectionStart)) && !('suggests' in prompt.dataset)) {
      prompt.dataset['suggests'] = '';
      void import('./preset-names.js').then((names) => names.attachPresetNames(this, signal)).catch(() => delete prompt.dataset['suggests']);
    }
  }

  #saveDraft(): void {
    this.#prompts.draft = this.prompt.value;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.target === this.prompt && event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      void this.#prompts.step(event.key === 'ArrowUp' ? 1 : -1).then((text) => {
        this.prompt.value = text;
        showLimit(this.prompt);
      });
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

/** Returns a number, or the text if it is not one: the server then reports what is valid. */
function numberOr(text: string | undefined, fallback: number | undefined): number | string | undefined {
  return text === undefined ? fallback : Number.isNaN(Number(text)) ? text : Number(text);
}

// The options of the selected provider and model: the form shows the supported ones and hides the others. Typed text is kept.
import { showLimit } from '../shared/text-limits.js';
import { text } from '../shared/texts.js';
import type { DarkroomInputImages, InputImageRule } from './input-images.js';

export interface Capabilities {
  /** The size of the image for each aspect ratio. */
  readonly sizes: Readonly<Record<string, string>>;
  readonly qualities: readonly string[];
  readonly seed: boolean;
  readonly negative: boolean;
  /** The maximum length of the prompt and the negative prompt, in characters. */
  readonly prompt: number;
  /** Missing if it does not accept input images. */
  readonly edits?: InputImageRule;
}

/** The `data-can` attribute of a provider's option. */
interface ProviderData {
  readonly can: Capabilities;
  /** The default model comes first. */
  readonly models: readonly string[];
  /** True if other models can be requested by name. */
  readonly named: boolean;
  /** The models whose capabilities differ from those of the default model. */
  readonly others: Readonly<Record<string, Capabilities>>;
}

const noProvider: ProviderData = { can: { sizes: {}, qualities: [], seed: false, negative: false, prompt: Number.MAX_SAFE_INTEGER }, models: [], named: false, others: {} };

export class ProviderOptions {
  readonly #form: HTMLFormElement;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#inputImages?.setRule(this.capabilities.edits);
    this.#updateLimits();
  }

  get capabilities(): Capabilities {
    const data = this.#data;
    return data.others[this.#model?.value.trim() ?? ''] ?? data.can;
  }

  /** Shows the models of the newly selected provider, then their options. */
  providerChanged(): void {
    const { models, named } = this.#data;
    const model = this.#model;
    if (model) {
      model.value = '';
      model.placeholder = models[0] ?? '';
      this.#form.querySelector('#models')?.replaceChildren(...models.map((name) => new Option(name, name)));
    }
    this.#show('model', models.length > 1 || named);
    const missing = this.#option?.dataset['missing'];
    this.#form.querySelector('#provider-missing')?.toggleAttribute('hidden', !missing);
    this.#form.querySelector('#provider-missing code')?.replaceChildren(`${missing}=…`);
    this.refresh();
  }

  refresh(): void {
    const can = this.capabilities;
    this.#show('qualities', can.qualities.length > 0);
    this.#show('seed', can.seed);
    this.#show('negative-prompt', can.negative);
    this.#inputImages?.setRule(can.edits);
    this.#updateLimits();
    const quality = this.#form.querySelector<HTMLSelectElement>('#quality');
    const selected = quality?.value;
    quality?.replaceChildren(...['', ...can.qualities].map((name) => new Option(name || text('LiveAutomatic'), name, false, name === selected)));
    for (const ratio of this.#form.querySelectorAll<HTMLInputElement>('input[name=aspect_ratio]')) {
      const supported = ratio.value in can.sizes;
      ratio.closest('.ratio')?.toggleAttribute('hidden', !supported);
      ratio.checked &&= supported;
    }
    if (!this.#form.querySelector('input[name=aspect_ratio]:checked')) {
      this.#form.querySelector<HTMLInputElement>('.ratio:not([hidden]) input')?.click();
    }
  }

  /** Text that is too long for this provider is kept and marked. */
  #updateLimits(): void {
    for (const field of this.#form.querySelectorAll<HTMLTextAreaElement>('#prompt, #negative-prompt')) {
      field.dataset['limit'] = String(this.capabilities.prompt);
      showLimit(field);
    }
  }

  #show(name: string, supported: boolean): void {
    this.#form.querySelector(`[data-offers=${name}]`)?.toggleAttribute('hidden', !supported);
  }

  get #data(): ProviderData {
    return JSON.parse(this.#option?.dataset['can'] ?? JSON.stringify(noProvider)) as ProviderData;
  }

  get #option(): HTMLOptionElement | undefined {
    return this.#form.querySelector<HTMLSelectElement>('#provider')?.selectedOptions[0];
  }

  get #model(): HTMLInputElement | null {
    return this.#form.querySelector<HTMLInputElement>('#model');
  }

  get #inputImages(): DarkroomInputImages | null {
    return this.#form.querySelector<DarkroomInputImages>('darkroom-input-images');
  }
}

// The options of the selected provider and model: the form shows the supported ones and hides the others. Typed text is kept.
import { call } from '../shared/api.js';
import { siteUrl } from '../shared/site.js';
import { showLimit } from '../shared/text-limits.js';
import { text } from '../shared/texts.js';
import { showFacts } from './composer-dock.js';
import type { DarkroomInputImages, InputImageRule } from './input-images.js';

export interface Capabilities {
  /** The size of the image for each aspect ratio. */
  readonly sizes: Readonly<Record<string, string>>;
  readonly qualities: readonly string[];
  readonly formats: readonly string[];
  readonly backgrounds: readonly string[];
  readonly compression: boolean;
  readonly moderations: readonly string[];
  readonly fidelities: readonly string[];
  /** Missing if the model has none. */
  readonly options?: OptionsOffer;
  readonly seed: boolean;
  readonly negative: boolean;
  /** The maximum length of the prompt and the negative prompt, in characters. */
  readonly prompt: number;
  /** Missing if it does not accept input images. */
  readonly edits?: InputImageRule;
}

/** The options of an engine that a model has. */
export interface OptionsOffer {
  readonly numbers: Readonly<Record<string, { readonly min: number; readonly max: number; readonly whole: boolean; readonly default?: number }>>;
  /** The defaults of names, which may be empty. */
  readonly names: Readonly<Record<string, string>>;
  /** The maximum number of LoRAs. */
  readonly loras: number;
  readonly fields?: readonly WorkflowField[];
}

/** A field that the operator gave a workflow. */
export interface WorkflowField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'number' | 'choice';
  readonly default?: string;
  readonly choices: readonly string[];
}

/** The options of an engine in a request. */
export interface EngineOptions {
  readonly steps?: number;
  readonly guidance?: number;
  readonly sampler?: string;
  readonly scheduler?: string;
  readonly strength?: number;
  readonly loras?: readonly { readonly name: string; readonly weight: number }[];
  readonly clip_skip?: number;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The `data-can` attribute of a provider's option. */
interface ProviderData {
  readonly can: Capabilities;
  /** The default model comes first. */
  readonly models: readonly string[];
  /** Further models, none of which is the default. */
  readonly further?: readonly string[];
  /** True if other models can be requested by name. */
  readonly named: boolean;
  /** The models whose capabilities differ from those of the default model. */
  readonly others: Readonly<Record<string, Capabilities>>;
  /** What users should know about the default model. */
  readonly notice?: string;
}

/** The selects with choices of the model: the id of the field and its choices. */
const choices = [['quality', 'qualities'], ['output-format', 'formats'], ['background', 'backgrounds'], ['moderation', 'moderations'], ['input-fidelity', 'fidelities']] as const;

const noProvider: ProviderData = { can: { sizes: {}, qualities: [], formats: [], backgrounds: [], compression: false, moderations: [], fidelities: [], seed: false, negative: false, prompt: Number.MAX_SAFE_INTEGER }, models: [], named: false, others: {} };

export class ProviderOptions {
  readonly #form: HTMLFormElement;
  readonly #parsed = new WeakMap<Element, ProviderData>();
  #engine: Promise<typeof import('./engine-options.js')> | undefined;
  /** What the server has reported about models that the page does not describe. */
  readonly #learned = new Map<string, Capabilities>();

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#inputImages?.setRule(this.capabilities.edits);
    this.#updateLimits();
    void this.#learn();
    this.#showEngine();
  }

  get capabilities(): Capabilities {
    const data = this.#data;
    return data.others[this.#name] ?? this.#learned.get(this.#address) ?? data.can;
  }

  get #name(): string {
    return this.#model?.value.trim() ?? '';
  }

  get #address(): string {
    return siteUrl(`/studio/offers/${this.#option?.value}?model=${encodeURIComponent(this.#name)}`);
  }

  /** Reads what a model supports that the page does not describe. */
  async #learn(): Promise<void> {
    const { models, further = [], named } = this.#data;
    const address = this.#address;
    if (this.#name && named && ![...models, ...further].includes(this.#name) && !this.#learned.has(address)) {
      const answer = await call<Capabilities>('GET', address);
      if (answer.ok) {
        this.#learned.set(address, answer.value);
        address === this.#address && this.refresh();
      }
    }
  }

  /** Whether the compression of the selected format can be chosen. */
  get compresses(): boolean {
    const { compression, formats } = this.capabilities;
    const format = this.#form.querySelector<HTMLSelectElement>('#output-format')?.value || formats[0];
    return compression && (format === 'jpeg' || format === 'webp');
  }

  /** Shows the models of the newly selected provider, then their options. */
  providerChanged(): void {
    const { models, further = [], named, notice = '' } = this.#data;
    const model = this.#model;
    if (model) {
      model.value = '';
      model.placeholder = models[0] ?? '';
      this.#form.querySelector('#models')?.replaceChildren(...[...models, ...further].map((name) => new Option(name, name)));
    }
    this.#show('model', models.length + further.length > 1 || named);
    const note = this.#form.querySelector<HTMLElement>('#model-notice');
    note?.replaceChildren(notice);
    note?.toggleAttribute('hidden', !notice);
    const missing = this.#option?.dataset['missing'];
    this.#form.querySelector('#provider-missing')?.toggleAttribute('hidden', !missing);
    this.#form.querySelector('#provider-missing code')?.replaceChildren(`${missing}=…`);
    this.refresh();
  }

  refresh(): void {
    void this.#learn();
    const can = this.capabilities;
    for (const [id, name] of choices) {
      this.#show(name, can[name].length > 0);
      const select = this.#form.querySelector<HTMLSelectElement>(`#${id}`);
      const selected = select?.value;
      // An empty value means the same as "auto".
      select?.replaceChildren(...['', ...can[name].filter((one) => one !== 'auto')].map((one) => new Option(one || text('LiveAutomatic'), one, false, one === selected)));
    }
    this.#show('compression', this.compresses);
    this.#showEngine();
    this.#show('seed', can.seed);
    this.#show('negative-prompt', can.negative);
    this.#show('more', this.#form.querySelector('.more-settings .field:not([hidden])') !== null);
    this.#inputImages?.setRule(can.edits);
    this.#updateLimits();
    for (const ratio of this.#form.querySelectorAll<HTMLInputElement>('input[name=aspect_ratio]')) {
      const supported = ratio.value in can.sizes;
      ratio.closest('.ratio')?.toggleAttribute('hidden', !supported);
      ratio.checked &&= supported;
    }
    if (!this.#form.querySelector('input[name=aspect_ratio]:checked')) {
      this.#form.querySelector<HTMLInputElement>('.ratio:not([hidden]) input')?.click();
    }
    showFacts(this.#form);
  }

  #showEngine(): void {
    const { options } = this.capabilities;
    if (options || this.#engine) {
      // What could not be loaded is requested again with the next change.
      void (this.#engine ??= import('./engine-options.js')).then((engine) => {
        engine.showOptions(this.#form, options);
        showFacts(this.#form);
      }, () => (this.#engine = undefined));
    }
  }

  /** Fills in the options of the engine. */
  fillEngine(values: EngineOptions | undefined): void {
    void this.#engine?.then((engine) => {
      engine.fillOptions(this.#form, values);
      showFacts(this.#form);
    }, () => {});
  }

  /** Returns the options of the engine that are set and shown. */
  engineOptions(hasImages: boolean): EngineOptions | undefined {
    const found: Record<string, unknown> = {};
    const fields: Record<string, string> = {};
    const loras: object[] = [];
    for (const input of this.#form.querySelectorAll<HTMLInputElement>('#engine-options [name^="options."]')) {
      const name = input.name.slice(8);
      const value = input.value.trim();
      if (!value || input.closest('[hidden]') || name === 'lora_weight' || (name === 'strength' && !hasImages && this.capabilities.edits)) {
        continue;
      }
      if (name === 'lora') {
        const weight = (input.nextElementSibling as HTMLInputElement).value;
        loras.push({ name: value, weight: weight === '' ? 1 : Number(weight) });
      } else if (name.startsWith('fields.')) {
        fields[name.slice(7)] = value;
      } else {
        found[name] = input.type === 'number' ? Number(value) : value;
      }
    }
    const options: Record<string, unknown> = { ...found, ...(loras.length && { loras }), ...(Object.keys(fields).length && { fields }) };
    return Object.keys(options).length ? (options as EngineOptions) : undefined;
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
    const option = this.#option;
    const can = option?.dataset['can'];
    if (!option || !can) {
      return noProvider;
    }
    const data = this.#parsed.get(option) ?? (JSON.parse(can) as ProviderData);
    this.#parsed.set(option, data);
    return data;
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

// What the chosen provider and model can do: the form shows that and hides the rest. Nothing that was typed is lost.
import type { DarkroomPictures, EditRule } from './edit-pictures.js';
import { showLimit } from '../shared/limits.js';
import { text } from '../shared/texts.js';

export interface Can {
  /** From aspect ratio to the size that would be made. */
  readonly sizes: Readonly<Record<string, string>>;
  readonly qualities: readonly string[];
  readonly seed: boolean;
  readonly negative: boolean;
  /** The longest prompt and negative prompt, in characters. */
  readonly prompt: number;
  /** Absent where it works from words alone. */
  readonly edits?: EditRule;
}

/** As the server writes it into each provider's option. */
interface Offer {
  readonly can: Can;
  /** The default first. */
  readonly models: readonly string[];
  /** Whether any other model may be asked for by its name. */
  readonly named: boolean;
  /** Models that can other things than the default one. */
  readonly others: Readonly<Record<string, Can>>;
}

const nothing: Offer = { can: { sizes: {}, qualities: [], seed: false, negative: false, prompt: Number.MAX_SAFE_INTEGER }, models: [], named: false, others: {} };

export class Offers {
  readonly #form: HTMLFormElement;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#pictures?.offer(this.can.edits);
    this.#limit();
  }

  get can(): Can {
    const offer = this.#offer;
    return offer.others[this.#model?.value.trim() ?? ''] ?? offer.can;
  }

  /** Another provider was chosen: its models, then what they can do. */
  providerChanged(): void {
    const { models, named } = this.#offer;
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
    const { can } = this;
    this.#show('qualities', can.qualities.length > 0);
    this.#show('seed', can.seed);
    this.#show('negative-prompt', can.negative);
    this.#pictures?.offer(can.edits);
    this.#limit();
    const quality = this.#form.querySelector<HTMLSelectElement>('#quality');
    const chosen = quality?.value;
    quality?.replaceChildren(...['', ...can.qualities].map((name) => new Option(name || text('LiveAutomatic'), name, false, name === chosen)));
    for (const ratio of this.#form.querySelectorAll<HTMLInputElement>('input[name=aspect_ratio]')) {
      const offered = ratio.value in can.sizes;
      ratio.closest('.ratio')?.toggleAttribute('hidden', !offered);
      ratio.checked &&= offered;
    }
    if (!this.#form.querySelector('input[name=aspect_ratio]:checked')) {
      this.#form.querySelector<HTMLInputElement>('.ratio:not([hidden]) input')?.click();
    }
  }

  /** A text that another provider took stays whole, also if this one does not take it. */
  #limit(): void {
    for (const field of this.#form.querySelectorAll<HTMLTextAreaElement>('#prompt, #negative-prompt')) {
      field.dataset['limit'] = String(this.can.prompt);
      showLimit(field);
    }
  }

  #show(name: string, offered: boolean): void {
    this.#form.querySelector(`[data-offers=${name}]`)?.toggleAttribute('hidden', !offered);
  }

  get #offer(): Offer {
    return JSON.parse(this.#option?.dataset['can'] ?? JSON.stringify(nothing)) as Offer;
  }

  get #option(): HTMLOptionElement | undefined {
    return this.#form.querySelector<HTMLSelectElement>('#provider')?.selectedOptions[0];
  }

  get #model(): HTMLInputElement | null {
    return this.#form.querySelector<HTMLInputElement>('#model');
  }

  get #pictures(): DarkroomPictures | null {
    return this.#form.querySelector<DarkroomPictures>('darkroom-pictures');
  }
}

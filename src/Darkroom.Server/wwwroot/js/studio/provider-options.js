import { showLimit } from '../shared/text-limits.js';
import { text } from '../shared/texts.js';
const noProvider = { can: { sizes: {}, qualities: [], seed: false, negative: false, prompt: Number.MAX_SAFE_INTEGER }, models: [], named: false, others: {} };
export class ProviderOptions {
    #form;
    constructor(form) {
        this.#form = form;
        this.#inputImages?.setRule(this.capabilities.edits);
        this.#updateLimits();
    }
    get capabilities() {
        const data = this.#data;
        return data.others[this.#model?.value.trim() ?? ''] ?? data.can;
    }
    providerChanged() {
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
    refresh() {
        const can = this.capabilities;
        this.#show('qualities', can.qualities.length > 0);
        this.#show('seed', can.seed);
        this.#show('negative-prompt', can.negative);
        this.#inputImages?.setRule(can.edits);
        this.#updateLimits();
        const quality = this.#form.querySelector('#quality');
        const selected = quality?.value;
        quality?.replaceChildren(...['', ...can.qualities].map((name) => new Option(name || text('LiveAutomatic'), name, false, name === selected)));
        for (const ratio of this.#form.querySelectorAll('input[name=aspect_ratio]')) {
            const supported = ratio.value in can.sizes;
            ratio.closest('.ratio')?.toggleAttribute('hidden', !supported);
            ratio.checked &&= supported;
        }
        if (!this.#form.querySelector('input[name=aspect_ratio]:checked')) {
            this.#form.querySelector('.ratio:not([hidden]) input')?.click();
        }
    }
    #updateLimits() {
        for (const field of this.#form.querySelectorAll('#prompt, #negative-prompt')) {
            field.dataset['limit'] = String(this.capabilities.prompt);
            showLimit(field);
        }
    }
    #show(name, supported) {
        this.#form.querySelector(`[data-offers=${name}]`)?.toggleAttribute('hidden', !supported);
    }
    get #data() {
        return JSON.parse(this.#option?.dataset['can'] ?? JSON.stringify(noProvider));
    }
    get #option() {
        return this.#form.querySelector('#provider')?.selectedOptions[0];
    }
    get #model() {
        return this.#form.querySelector('#model');
    }
    get #inputImages() {
        return this.#form.querySelector('darkroom-pictures');
    }
}

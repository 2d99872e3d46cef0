import { lengthProblem, showLimit } from '../shared/text-limits.js';
import { text } from '../shared/texts.js';
import { PromptHistory } from './prompt-history.js';
import { ProviderOptions } from './provider-options.js';
export class Composer {
    form;
    prompt;
    #prompts = new PromptHistory();
    #options;
    constructor(form, signal) {
        this.form = form;
        this.prompt = form.querySelector('#prompt');
        if (!this.prompt.value) {
            this.prompt.value = this.#prompts.draft;
        }
        this.prompt.addEventListener('input', () => this.#saveDraft(), { signal });
        form.addEventListener('keydown', (event) => this.#onKey(event), { signal });
        form.addEventListener('change', (event) => this.#onChange(event.target), { signal });
        const swap = form.querySelector('#swap');
        swap?.addEventListener('click', () => this.#swap(), { signal });
        swap?.toggleAttribute('hidden', false);
        this.#options = new ProviderOptions(form);
    }
    setPrompt(text) {
        this.prompt.value = text;
        showLimit(this.prompt);
        this.#saveDraft();
        this.prompt.focus();
    }
    get size() {
        const size = this.#linkedSize?.value ?? this.#capabilities.sizes[this.#ratio] ?? '1x1';
        const [width = 1, height = 1] = size.split('x').map(Number);
        return { width, height };
    }
    problem() {
        const count = this.form.querySelector('#count');
        const negative = this.#capabilities.negative ? this.form.querySelector('#negative-prompt') : null;
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
    request() {
        const data = new FormData(this.form);
        const field = (name) => String(data.get(name) ?? '') || undefined;
        const capabilities = this.#capabilities;
        return {
            prompt: this.prompt.value,
            provider: field('provider'),
            model: field('model')?.trim(),
            n: numberOr(field('n'), 1),
            size: field('size'),
            aspect_ratio: this.#linkedSize ? undefined : this.#ratio,
            quality: capabilities.qualities.includes(field('quality') ?? '') ? field('quality') : undefined,
            seed: capabilities.seed ? numberOr(field('seed'), undefined) : undefined,
            negative_prompt: capabilities.negative ? field('negative_prompt') : undefined,
            ...this.#inputImages?.request(),
        };
    }
    onStarted() {
        this.#prompts.add(this.prompt.value);
        const seed = this.form.querySelector('#seed');
        if (seed && !this.form.querySelector('#seed-lock')?.checked) {
            seed.value = '';
        }
    }
    get #capabilities() {
        return this.#options.capabilities;
    }
    get #inputImages() {
        return this.form.querySelector('darkroom-pictures');
    }
    get #ratio() {
        return this.form.querySelector('input[name=aspect_ratio]:checked')?.value ?? '1:1';
    }
    get #linkedSize() {
        return this.form.querySelector('input[type=hidden][name=size]');
    }
    #onChange(changed) {
        const { name, id } = changed;
        if (id === 'provider') {
            this.#options.providerChanged();
        }
        else if (id === 'model') {
            this.#options.refresh();
        }
        if (id === 'provider' || name === 'aspect_ratio') {
            this.#linkedSize?.remove();
        }
    }
    #saveDraft() {
        this.#prompts.draft = this.prompt.value;
    }
    #onKey(event) {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            this.form.requestSubmit();
        }
        else if (event.target === this.prompt && event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
            event.preventDefault();
            this.prompt.value = this.#prompts.step(event.key === 'ArrowUp' ? 1 : -1);
            showLimit(this.prompt);
        }
    }
    #swap() {
        const [width, height] = this.#ratio.split(':');
        const other = this.form.querySelector(`input[name=aspect_ratio][value="${height}:${width}"]`);
        if (other && !other.closest('.ratio')?.hasAttribute('hidden')) {
            this.#linkedSize?.remove();
            other.checked = true;
        }
    }
}
function numberOr(text, fallback) {
    return text === undefined ? fallback : Number.isNaN(Number(text)) ? text : Number(text);
}

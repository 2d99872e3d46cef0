import { finalImageElement, partialImageElement, partialImageUrl } from '../shared/generation-images.js';
import { ImageLayers } from '../shared/image-layers.js';
import { runText, text } from '../shared/texts.js';
import { placeholder } from '../shared/thumbhash.js';
import { ProgressLine } from './progress-line.js';
export class DarkroomTile extends HTMLElement {
    static define(tag = 'darkroom-tile') {
        customElements.define(tag, this);
    }
    #layers = new ImageLayers(this);
    #partial = -1;
    #reason = '';
    #progress = new ProgressLine((text) => this.#setText('.tile-text', text));
    connectedCallback() {
        this.#layers = new ImageLayers(this.querySelector('.tile-layers') ?? this);
        const thumbhash = this.querySelector('.tile-shape')?.dataset['thumbhash'];
        if (thumbhash) {
            this.#picture.style.backgroundImage = `url(${placeholder(thumbhash)})`;
        }
        this.#reason = this.dataset['reason'] ?? '';
        if (this.dataset['progress']) {
            this.#progress.show(JSON.parse(this.dataset['progress'], (_, value) => value ?? undefined));
        }
        const rendered = this.querySelector('img[data-partial-image-index]');
        if (rendered) {
            this.#partial = Number(rendered.dataset['partialImageIndex']);
            this.#layers.setPartial(rendered.src, this.#partial, this.#partialCount);
        }
    }
    disconnectedCallback() {
        this.#progress.stop();
    }
    get index() {
        return Number(this.dataset['imageIndex']);
    }
    get state() {
        return this.dataset['state'] ?? 'waiting';
    }
    prepare(index, width, height) {
        this.dataset['imageIndex'] = String(index);
        Object.assign(this.querySelector('.tile-shape') ?? {}, { width, height });
        this.querySelector('.tile-retry button')?.setAttribute('aria-label', text('LiveRetryImage', index + 1));
        this.showPosition(index);
    }
    showPosition(before) {
        if (this.state === 'waiting' && !this.#reason) {
            this.#setText('.tile-text', runText('position', before + 1, before));
        }
    }
    wait(reason = '') {
        this.#layers.clear();
        this.#partial = -1;
        this.#reason = reason;
        this.#enter('waiting', reason || runText('position', 1));
    }
    develop(progress) {
        if (this.state !== 'developing') {
            this.#enter('developing', '');
        }
        this.#reason = '';
        if (progress) {
            this.#progress.show(progress);
        }
    }
    async showPartial(event, alt) {
        if (event.partial_image_index <= this.#partial || !(this.state === 'waiting' || this.state === 'developing')) {
            return;
        }
        this.#partial = event.partial_image_index;
        this.develop();
        await this.#layers.addPartial(partialImageElement(event, alt), partialImageUrl(event), event.partial_image_index, this.#partialCount);
    }
    async showFinal(event, alt) {
        const below = await this.#layers.add(finalImageElement(event, alt), true);
        if (below === undefined) {
            return;
        }
        const colours = placeholder(event.thumbhash);
        this.#layers.setEdge(colours);
        if (below === 0) {
            this.#picture.style.backgroundImage = `url(${colours})`;
            this.#layers.reveal();
        }
        this.#layers.setBlur(0);
        this.#picture.setAttribute('href', `${event.url}/view`);
        this.#enter('ready', [event.fallback?.message ?? '', ...(event.differences ?? [])].filter(Boolean).join(' '));
    }
    fail(event) {
        const cancelled = event.code === 'cancelled';
        this.#layers.freeze();
        this.#enter(cancelled ? 'cancelled' : 'failed', event.message, cancelled ? '' : event.advice);
        this.querySelector('.tile-retry')?.toggleAttribute('hidden', !event.retryable);
        const unfinished = this.querySelector('.tile-unfinished');
        if (unfinished && event.unfinished_url) {
            unfinished.href = `${event.unfinished_url}?download`;
            unfinished.hidden = false;
        }
    }
    showAdvice(reason) {
        this.#setText('.tile-advice', reason);
    }
    get #picture() {
        return this.querySelector('.tile-picture') ?? this;
    }
    get #partialCount() {
        return Number(this.closest('[data-partials]')?.dataset['partials'] ?? 3);
    }
    #enter(state, message, advice = '') {
        this.dataset['state'] = state;
        this.#progress.stop();
        this.#setText('.tile-text', message);
        this.#setText('.tile-advice', advice);
        this.querySelectorAll('.tile-retry, .tile-unfinished').forEach((control) => control.toggleAttribute('hidden', true));
    }
    #setText(selector, text) {
        this.querySelector(selector)?.replaceChildren(text);
    }
}

import { capturePointer, decoded } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { readAsDataUrl } from './image-intake.js';
import { Strokes } from './strokes.js';
import { text } from '../shared/texts.js';
const maxEdge = 2048;
export class DarkroomMask extends PageElement {
    static define(tag = 'darkroom-mask') {
        customElements.define(tag, this);
    }
    value;
    onProblem = () => { };
    #image;
    #strokes;
    connected(signal) {
        const on = (selector, type, listener) => this.querySelector(selector)?.addEventListener(type, listener, { signal });
        on('[data-paint]', 'click', () => void this.#openPainter());
        on('#mask', 'change', (event) => void this.#onFile(event.target));
        on('[data-mask]', 'click', (event) => event.target instanceof HTMLButtonElement && this.#setMask(undefined));
        on('canvas', 'pointerdown', (event) => this.#onDown(event));
        on('canvas', 'pointermove', (event) => this.#onMove(event));
        on('[data-undo]', 'click', () => this.#strokes?.undo());
        on('[data-clear]', 'click', () => this.#strokes?.clear());
        on('[data-cancel]', 'click', () => this.#dialog.close());
        on('[data-done]', 'click', () => void this.#finish());
    }
    setImage(image, supported) {
        this.hidden = !supported;
        if (image !== this.#image) {
            this.#image = image;
            this.#strokes = undefined;
            this.#setMask(undefined);
        }
    }
    get #dialog() {
        return this.querySelector('dialog');
    }
    get #canvas() {
        return this.querySelector('canvas');
    }
    async #openPainter() {
        const image = this.querySelector('.painter-stage img');
        image.src = this.#image ?? '';
        if (await decoded(image)) {
            if (!this.#strokes) {
                const scale = Math.min(1, maxEdge / Math.max(image.naturalWidth, image.naturalHeight));
                [this.#canvas.width, this.#canvas.height] = [image.naturalWidth, image.naturalHeight].map((edge) => Math.max(1, Math.round(edge * scale)));
                this.#strokes = new Strokes(this.#canvas);
            }
            this.#dialog.showModal();
        }
        else {
            this.onProblem(text('LiveMaskUnpaintable'));
        }
    }
    #onDown(event) {
        if (event.button === 0) {
            capturePointer(this.#canvas, event.pointerId);
            const percent = Number(this.querySelector('[data-brush]')?.value ?? 8);
            const [x, y] = this.#at(event);
            this.#strokes?.begin(x, y, (Math.max(this.#canvas.width, this.#canvas.height) * percent) / 100);
        }
    }
    #onMove(event) {
        if (this.#canvas.hasPointerCapture(event.pointerId)) {
            this.#strokes?.extend(...this.#at(event));
        }
    }
    #at(event) {
        const box = this.#canvas.getBoundingClientRect();
        return [((event.clientX - box.left) * this.#canvas.width) / box.width, ((event.clientY - box.top) * this.#canvas.height) / box.height];
    }
    async #finish() {
        const mask = this.#strokes && !this.#strokes.empty ? await this.#strokes.mask() : null;
        this.#setMask(mask ? await readAsDataUrl(mask) : undefined);
        this.#dialog.close();
    }
    async #onFile(input) {
        const file = input.files?.[0];
        input.value = '';
        if (file?.type === 'image/png') {
            this.#setMask(await readAsDataUrl(file));
        }
        else if (file) {
            this.onProblem(text('LiveMaskNotPng', file.name));
        }
    }
    #setMask(mask) {
        this.value = mask;
        this.onProblem('');
        const list = this.querySelector('[data-mask]');
        const item = this.parentElement?.querySelector('template')?.content.firstElementChild?.cloneNode(true);
        list?.replaceChildren(...(mask && item ? [item] : []));
        if (mask && item) {
            Object.assign(item.querySelector('img'), { src: mask, alt: text('LiveMask') });
            item.querySelector('button').ariaLabel = text('LiveRemoveMask');
        }
    }
}

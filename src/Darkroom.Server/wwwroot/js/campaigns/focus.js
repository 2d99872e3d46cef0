import { capturePointer } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
export class DarkroomFocus extends PageElement {
    static define(tag = 'darkroom-focus') {
        customElements.define(tag, this);
    }
    connected(signal) {
        this.addEventListener('pointerdown', (event) => this.#onDown(event), { signal });
        this.addEventListener('pointermove', (event) => this.#onMove(event), { signal });
        this.#point?.addEventListener('keydown', (event) => this.#onKey(event), { signal });
        this.#point?.toggleAttribute('hidden', false);
        this.closest('fieldset')?.addEventListener('input', () => this.#draw(), { signal });
        this.#draw();
    }
    get #point() {
        return this.querySelector('.focus-point');
    }
    #field(axis) {
        return this.closest('fieldset')?.querySelector(`[name=focus_${axis}]`) ?? null;
    }
    #onDown(event) {
        capturePointer(this, event.pointerId);
        this.#move(event);
        event.preventDefault();
        this.#point?.focus();
    }
    #onMove(event) {
        if (this.hasPointerCapture(event.pointerId)) {
            this.#move(event);
        }
    }
    #move(event) {
        const box = this.getBoundingClientRect();
        this.#set(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
    }
    #onKey(event) {
        const step = event.shiftKey ? 10 : 2;
        const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [0, 0];
        if (dx || dy) {
            event.preventDefault();
            this.#set(this.#value('x') + (dx ?? 0), this.#value('y') + (dy ?? 0));
        }
    }
    #value(axis) {
        return Number(this.#field(axis)?.value || 50);
    }
    #set(x, y) {
        for (const [axis, value] of [['x', x], ['y', y]]) {
            const field = this.#field(axis);
            if (field) {
                field.value = String(Math.round(Math.min(100, Math.max(0, value))));
            }
        }
        this.#field('y')?.dispatchEvent(new Event('input', { bubbles: true }));
    }
    #draw() {
        this.#point?.style.setProperty('left', `${this.#value('x')}%`);
        this.#point?.style.setProperty('top', `${this.#value('y')}%`);
        this.#point?.toggleAttribute('data-automatic', !this.#field('x')?.value);
    }
}

import { capturePointer } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';

/** The focal point of an image, which every crop keeps in view. Moved with a pointer or the arrow keys. */
export class DarkroomFocus extends PageElement {
  static define(tag = 'darkroom-focus'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
    this.addEventListener('pointerdown', (event) => this.#onDown(event), { signal });
    this.addEventListener('pointermove', (event) => this.#onMove(event), { signal });
    this.#point?.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    this.#point?.toggleAttribute('hidden', false);
    this.closest('fieldset')?.addEventListener('input', () => this.#draw(), { signal });
    this.#draw();
  }

  get #point(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.focus-point');
  }

  #field(axis: 'x' | 'y'): HTMLInputElement | null {
    return this.closest('fieldset')?.querySelector<HTMLInputElement>(`[name=focus_${axis}]`) ?? null;
  }

  #onDown(event: PointerEvent): void {
    capturePointer(this, event.pointerId);
    this.#move(event);
    event.preventDefault();
    this.#point?.focus();
  }

  #onMove(event: PointerEvent): void {
    if (this.hasPointerCapture(event.pointerId)) {
      this.#move(event);
    }
  }

  #move(event: PointerEvent): void {
    const box = this.getBoundingClientRect();
    this.#set(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.shiftKey ? 10 : 2;
    const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [0, 0];
    if (dx || dy) {
      event.preventDefault();
      this.#set(this.#value('x') + (dx ?? 0), this.#value('y') + (dy ?? 0));
    }
  }

  #value(axis: 'x' | 'y'): number {
    return Number(this.#field(axis)?.value || 50);
  }

  #set(x: number, y: number): void {
    for (const [axis, value] of [['x', x], ['y', y]] as const) {
      const field = this.#field(axis);
      if (field) {
        field.value = String(Math.round(Math.min(100, Math.max(0, value))));
      }
    }
    this.#field('y')?.dispatchEvent(new Event('input', { bubbles: true }));
  }

  #draw(): void {
    this.#point?.style.setProperty('left', `${this.#value('x')}%`);
    this.#point?.style.setProperty('top', `${this.#value('y')}%`);
    this.#point?.toggleAttribute('data-automatic', !this.#field('x')?.value);
  }
}

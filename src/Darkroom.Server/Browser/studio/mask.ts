import { capturePointer, decoded } from '../shared/optional.js';
import { asDataUrl } from './picture-intake.js';
import { Strokes } from './strokes.js';
import { text } from '../shared/texts.js';

/** The longer edge of a painted mask in pixels; the server scales it together with the picture. A photo of 200 megapixels fits no canvas. */
const LONGEST = 2048;

/** Which part of the first picture may change: painted with a brush, or a file. */
export class DarkroomMask extends HTMLElement {
  static define(tag = 'darkroom-mask'): void {
    customElements.define(tag, this);
  }

  /** The mask as a data URL. */
  value: string | undefined;

  /** Says what is wrong, in words; nothing is wrong any more where there are none. */
  complain: (words: string) => void = () => {};

  #alive?: AbortController;
  #picture: string | undefined;
  #strokes: Strokes | undefined;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    const on = (selector: string, type: string, listener: (event: Event) => void): void =>
      this.querySelector(selector)?.addEventListener(type, listener, { signal });
    on('[data-paint]', 'click', () => void this.#open());
    on('#mask', 'change', (event) => void this.#choose(event.target as HTMLInputElement));
    on('[data-mask]', 'click', (event) => event.target instanceof HTMLButtonElement && this.#use(undefined));
    on('canvas', 'pointerdown', (event) => this.#begin(event as PointerEvent));
    on('canvas', 'pointermove', (event) => this.#move(event as PointerEvent));
    on('[data-undo]', 'click', () => this.#strokes?.undo());
    on('[data-clear]', 'click', () => this.#strokes?.clear());
    on('[data-cancel]', 'click', () => this.#dialog.close());
    on('[data-done]', 'click', () => void this.#done());
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  /** Says which picture is the first, if any. A mask belongs to one picture and goes with it. */
  over(picture: string | undefined, offered: boolean): void {
    this.hidden = !offered;
    if (picture !== this.#picture) {
      this.#picture = picture;
      this.#strokes = undefined;
      this.#use(undefined);
    }
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector('dialog')!;
  }

  get #canvas(): HTMLCanvasElement {
    return this.querySelector('canvas')!;
  }

  async #open(): Promise<void> {
    const image = this.querySelector<HTMLImageElement>('.painter-stage img')!;
    image.src = this.#picture ?? '';
    if (await decoded(image)) {
      if (!this.#strokes) {
        const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
        [this.#canvas.width, this.#canvas.height] = [image.naturalWidth, image.naturalHeight].map((edge) => Math.max(1, Math.round(edge * scale))) as [number, number];
        this.#strokes = new Strokes(this.#canvas);
      }
      this.#dialog.showModal();
    } else {
      this.complain(text('LiveMaskUnpaintable'));
    }
  }

  #begin(event: PointerEvent): void {
    if (event.button === 0) {
      capturePointer(this.#canvas, event.pointerId);
      const percent = Number(this.querySelector<HTMLInputElement>('[data-brush]')?.value ?? 8);
      const [x, y] = this.#at(event);
      this.#strokes?.begin(x, y, (Math.max(this.#canvas.width, this.#canvas.height) * percent) / 100);
    }
  }

  #move(event: PointerEvent): void {
    if (this.#canvas.hasPointerCapture(event.pointerId)) {
      this.#strokes?.extend(...this.#at(event));
    }
  }

  /** From the screen to the picture's own pixels. */
  #at(event: PointerEvent): [number, number] {
    const box = this.#canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * this.#canvas.width) / box.width, ((event.clientY - box.top) * this.#canvas.height) / box.height];
  }

  async #done(): Promise<void> {
    const mask = this.#strokes && !this.#strokes.empty ? await this.#strokes.mask() : null;
    this.#use(mask ? await asDataUrl(mask) : undefined);
    this.#dialog.close();
  }

  async #choose(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (file?.type === 'image/png') {
      this.#use(await asDataUrl(file));
    } else if (file) {
      this.complain(text('LiveMaskNotPng', file.name));
    }
  }

  #use(mask: string | undefined): void {
    this.value = mask;
    this.complain('');
    const list = this.querySelector('[data-mask]');
    const item = this.parentElement?.querySelector('template')?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    list?.replaceChildren(...(mask && item ? [item] : []));
    if (mask && item) {
      Object.assign(item.querySelector('img')!, { src: mask, alt: text('LiveMask') });
      item.querySelector('button')!.ariaLabel = text('LiveRemoveMask');
    }
  }
}

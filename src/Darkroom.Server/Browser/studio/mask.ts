import { capturePointer, decoded } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { readAsDataUrl } from './image-intake.js';
import { Strokes } from './strokes.js';
import { text } from '../shared/texts.js';

/** The longer edge of a painted mask in pixels. The server scales it to the image; a canvas cannot hold the largest photos. */
const maxEdge = 2048;

/** The mask of the first input image: painted with a brush, or a file. */
export class DarkroomMask extends PageElement {
  static define(tag = 'darkroom-mask'): void {
    customElements.define(tag, this);
  }

  /** The mask as a data URL. */
  value: string | undefined;

  /** Called with a problem to show, or with an empty text to clear it. */
  onProblem: (text: string) => void = () => {};

  #image: string | undefined;
  #strokes: Strokes | undefined;

  protected connected(signal: AbortSignal): void {
    const on = (selector: string, type: string, listener: (event: Event) => void): void =>
      this.querySelector(selector)?.addEventListener(type, listener, { signal });
    on('[data-paint]', 'click', () => void this.#openPainter());
    on('#mask', 'change', (event) => void this.#onFile(event.target as HTMLInputElement));
    on('[data-mask]', 'click', (event) => event.target instanceof HTMLButtonElement && this.#setMask(undefined));
    on('canvas', 'pointerdown', (event) => this.#onDown(event as PointerEvent));
    on('canvas', 'pointermove', (event) => this.#onMove(event as PointerEvent));
    on('[data-undo]', 'click', () => this.#strokes?.undo());
    on('[data-clear]', 'click', () => this.#strokes?.clear());
    on('[data-cancel]', 'click', () => this.#dialog.close());
    on('[data-done]', 'click', () => void this.#finish());
  }

  /** Sets the first input image. A mask belongs to one image and is removed with it. */
  setImage(image: string | undefined, supported: boolean): void {
    this.hidden = !supported;
    if (image !== this.#image) {
      this.#image = image;
      this.#strokes = undefined;
      this.#setMask(undefined);
    }
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector('dialog')!;
  }

  get #canvas(): HTMLCanvasElement {
    return this.querySelector('canvas')!;
  }

  async #openPainter(): Promise<void> {
    const image = this.querySelector<HTMLImageElement>('.painter-stage img')!;
    image.src = this.#image ?? '';
    if (await decoded(image)) {
      if (!this.#strokes) {
        const scale = Math.min(1, maxEdge / Math.max(image.naturalWidth, image.naturalHeight));
        [this.#canvas.width, this.#canvas.height] = [image.naturalWidth, image.naturalHeight].map((edge) => Math.max(1, Math.round(edge * scale))) as [number, number];
        this.#strokes = new Strokes(this.#canvas);
      }
      this.#dialog.showModal();
    } else {
      this.onProblem(text('LiveMaskUnpaintable'));
    }
  }

  #onDown(event: PointerEvent): void {
    if (event.button === 0) {
      capturePointer(this.#canvas, event.pointerId);
      const percent = Number(this.querySelector<HTMLInputElement>('[data-brush]')?.value ?? 8);
      const [x, y] = this.#at(event);
      this.#strokes?.begin(x, y, (Math.max(this.#canvas.width, this.#canvas.height) * percent) / 100);
    }
  }

  #onMove(event: PointerEvent): void {
    if (this.#canvas.hasPointerCapture(event.pointerId)) {
      this.#strokes?.extend(...this.#at(event));
    }
  }

  /** Converts screen coordinates to pixels of the image. */
  #at(event: PointerEvent): [number, number] {
    const box = this.#canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * this.#canvas.width) / box.width, ((event.clientY - box.top) * this.#canvas.height) / box.height];
  }

  async #finish(): Promise<void> {
    const mask = this.#strokes && !this.#strokes.empty ? await this.#strokes.mask() : null;
    this.#setMask(mask ? await readAsDataUrl(mask) : undefined);
    this.#dialog.close();
  }

  async #onFile(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (file?.type === 'image/png') {
      this.#setMask(await readAsDataUrl(file));
    } else if (file) {
      this.onProblem(text('LiveMaskNotPng', file.name));
    }
  }

  #setMask(mask: string | undefined): void {
    this.value = mask;
    this.onProblem('');
    const list = this.querySelector('[data-mask]');
    const item = this.parentElement?.querySelector('template')?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    list?.replaceChildren(...(mask && item ? [item] : []));
    if (mask && item) {
      Object.assign(item.querySelector('img')!, { src: mask, alt: text('LiveMask') });
      item.querySelector('button')!.ariaLabel = text('LiveRemoveMask');
    }
  }
}

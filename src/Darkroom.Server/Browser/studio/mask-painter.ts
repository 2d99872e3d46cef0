// The dialog in which a mask is painted. Loaded when it is first opened.
import { capturePointer, decoded } from '../shared/browser-features.js';
import { Strokes } from './strokes.js';

/** The longer edge of a painted mask in pixels. The server scales it to the image; a canvas cannot hold the largest photos. */
const maxEdge = 2048;
const maxZoom = 8;
/** How far the keys change the size of the brush, in percent of the longer edge. */
const brushStep = 1;

type Point = readonly [number, number];

export class MaskPainter {
  readonly #dialog: HTMLDialogElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #pointers = new Map<number, Point>();
  #strokes: Strokes | undefined;
  /** The width of the whole image on the screen. */
  #fit = 0;

  /** @param done Called with the painted mask; null if nothing is painted. */
  constructor(dialog: HTMLDialogElement, done: (mask: Blob | null) => void, signal: AbortSignal) {
    this.#dialog = dialog;
    this.#canvas = dialog.querySelector('canvas')!;
    const on = (selector: string, type: string, listener: (event: Event) => void): void => dialog.querySelector(selector)!.addEventListener(type, listener, { signal });
    on('canvas', 'pointerdown', (event) => this.#onDown(event as PointerEvent));
    on('canvas', 'pointermove', (event) => this.#onMove(event as PointerEvent));
    for (const end of ['pointerup', 'pointercancel']) {
      on('canvas', end, (event) => this.#pointers.delete((event as PointerEvent).pointerId));
    }
    on('.painter-view', 'wheel', (event) => this.#onWheel(event as WheelEvent));
    on('[data-soft]', 'input', () => this.#soften());
    on('[data-zoom]', 'input', () => this.#zoom());
    on('[data-invert]', 'click', () => this.#strokes?.invert());
    on('[data-undo]', 'click', () => this.#strokes?.undo());
    on('[data-clear]', 'click', () => this.#strokes?.clear());
    on('[data-cancel]', 'click', () => dialog.close());
    on('[data-done]', 'click', () => void this.#finish(done));
    dialog.addEventListener('keydown', (event) => this.#onKey(event), { signal });
  }

  /** Forgets what was painted: another image is shown next. */
  reset(): void {
    this.#strokes = undefined;
  }

  /** @returns False if the image cannot be shown. */
  async open(url: string): Promise<boolean> {
    const image = this.#image;
    image.src = url;
    if (!(await decoded(image))) {
      return false;
    }
    if (!this.#strokes) {
      const scale = Math.min(1, maxEdge / Math.max(image.naturalWidth, image.naturalHeight));
      [this.#canvas.width, this.#canvas.height] = [image.naturalWidth, image.naturalHeight].map((edge) => Math.max(1, Math.round(edge * scale))) as [number, number];
      this.#strokes = new Strokes(this.#canvas);
      this.#soften();
    }
    this.#dialog.showModal();
    this.#range('zoom').value = '1';
    image.style.width = '';
    this.#fit = image.clientWidth;
    return true;
  }

  get #image(): HTMLImageElement {
    return this.#dialog.querySelector<HTMLImageElement>('.painter-stage img')!;
  }

  get #view(): HTMLElement {
    return this.#dialog.querySelector<HTMLElement>('.painter-view')!;
  }

  get #longer(): number {
    return Math.max(this.#canvas.width, this.#canvas.height);
  }

  #range(name: string): HTMLInputElement {
    return this.#dialog.querySelector<HTMLInputElement>(`[data-${name}]`)!;
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0) {
      return;
    }
    this.#pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.#pointers.size > 1) {
      // Two fingers move the image; the point that the first one has painted is taken back.
      this.#pointers.size === 2 && this.#strokes?.undo();
      return;
    }
    capturePointer(this.#canvas, event.pointerId);
    const erases = this.#dialog.querySelector<HTMLInputElement>('[data-eraser]')!.checked;
    this.#strokes?.begin(...this.#at(event), (this.#longer * Number(this.#range('brush').value)) / 100, erases);
  }

  #onMove(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      return;
    }
    this.#pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.#pointers.size > 1) {
      this.#view.scrollBy((before[0] - event.clientX) / this.#pointers.size, (before[1] - event.clientY) / this.#pointers.size);
    } else {
      this.#strokes?.extend(...this.#at(event));
    }
  }

  /** Zooms with the control key, as browsers report a pinch on a touchpad. */
  #onWheel(event: WheelEvent): void {
    if (event.ctrlKey) {
      event.preventDefault();
      const zoom = this.#range('zoom');
      zoom.value = String(Number(zoom.value) * Math.exp(-event.deltaY * 0.01));
      this.#zoom(event);
    }
  }

  /** Shows the image as large as chosen. The point below the pointer, or the centre, stays where it is. */
  #zoom(at?: WheelEvent): void {
    const [view, image] = [this.#view, this.#image];
    const box = view.getBoundingClientRect();
    const [x, y] = at ? [at.clientX - box.left, at.clientY - box.top] : [view.clientWidth / 2, view.clientHeight / 2];
    const before = image.clientWidth;
    const [left, top] = [view.scrollLeft + x, view.scrollTop + y];
    const zoom = Math.min(maxZoom, Math.max(1, Number(this.#range('zoom').value)));
    view.style.height = `${view.clientHeight}px`;
    image.style.width = zoom > 1 ? `${this.#fit * zoom}px` : '';
    view.style.height = zoom > 1 ? view.style.height : '';
    const factor = image.clientWidth / before;
    view.scrollTo(left * factor - x, top * factor - y);
  }

  #soften(): void {
    if (this.#strokes) {
      this.#strokes.feather = (this.#longer * Number(this.#range('soft').value)) / 100;
    }
  }

  #onKey(event: KeyboardEvent): void {
    const brush = this.#range('brush');
    const key = event.key.toLowerCase();
    if (key === 'z' && (event.ctrlKey || event.metaKey)) {
      this.#strokes?.undo();
    } else if (key === 'b' || key === 'e') {
      this.#dialog.querySelector<HTMLInputElement>(key === 'e' ? '[data-eraser]' : '[data-pen]')!.checked = true;
    } else if (key === '[' || key === ']') {
      brush.value = String(Number(brush.value) + (key === ']' ? brushStep : -brushStep));
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Converts screen coordinates to pixels of the canvas. */
  #at(event: PointerEvent): Point {
    const box = this.#canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * this.#canvas.width) / box.width, ((event.clientY - box.top) * this.#canvas.height) / box.height];
  }

  async #finish(done: (mask: Blob | null) => void): Promise<void> {
    done(this.#strokes && !this.#strokes.empty ? await this.#strokes.mask() : null);
    this.#dialog.close();
  }
}

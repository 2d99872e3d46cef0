import { capturePointer, decoded } from './browser-features.js';

/** An image is shown with up to this many screen pixels for each of its own. */
const maxScale = 8;
/** A swipe is at least this long, and mostly horizontal. */
const swipePixels = 60;

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface StageOptions {
  /** True if the stage fills the window: the wheel and a double-click zoom. Otherwise the wheel scrolls the page until a click zooms. */
  readonly fillsWindow: boolean;
  /** True if an image makes its place high, as in a page that scrolls. */
  readonly isAsHighAsImage?: boolean;
  /** Called when the user swiped to the next image (1) or the previous one (-1). */
  onSwipe?(direction: 1 | -1): void;
}

/**
 * Zooms and pans images with wheel, pinch, double-click, drag and keys. Several images beside each other move together. Until it is zoomed, the
 * style sheet fits an image into its place.
 */
export class ImageStage {
  readonly #stage: HTMLElement;
  readonly #options: StageOptions;
  /** Screen pixels for each pixel of the image; undefined if the image fits. */
  #scale: number | undefined;
  /** Where the centre of the image is, from the centre of its place. */
  #centre: Point = { x: 0, y: 0 };
  readonly #pointers = new Map<number, Point>();
  #start: Point | undefined;
  #moved = false;

  constructor(stage: HTMLElement, options: StageOptions, signal: AbortSignal) {
    [this.#stage, this.#options] = [stage, options];
    stage.addEventListener('wheel', (event) => this.#onWheel(event), { signal, passive: false });
    stage.addEventListener('pointerdown', (event) => this.#onDown(event), { signal });
    stage.addEventListener('pointermove', (event) => this.#onMove(event), { signal });
    stage.addEventListener('pointerup', (event) => this.#onUp(event, true), { signal });
    stage.addEventListener('pointercancel', (event) => this.#onUp(event, false), { signal });
    stage.addEventListener(options.fillsWindow ? 'dblclick' : 'click', (event) => this.#onClick(event as MouseEvent), { signal });
    window.addEventListener('resize', () => this.#show(), { signal });
    this.#cover();
  }

  get zoomed(): boolean {
    return this.#scale !== undefined;
  }

  /** Fits the images into their places, because others are shown. */
  reset(): void {
    [this.#scale, this.#centre] = [undefined, { x: 0, y: 0 }];
    this.#show();
  }

  /** Switches between the fitting size and the image's own pixels. */
  toggle(at?: { readonly clientX: number; readonly clientY: number }): void {
    const fit = this.#fit();
    // An image that is shown in its own pixels already becomes larger.
    this.zoomed ? this.reset() : this.#zoom(fit >= 0.95 ? 2 : 1, at && this.#pointOf(at));
  }

  /** Zooms by a factor around the centre. */
  zoomBy(factor: number): void {
    this.#zoom((this.#scale ?? this.#fit()) * factor);
  }

  get #images(): HTMLImageElement[] {
    return [...this.#stage.querySelectorAll<HTMLImageElement>('img[data-original]')];
  }

  /** The scale at which the first image fits into its place. */
  #fit(): number {
    const image = this.#images[0];
    const place = image?.parentElement;
    return image && place ? Math.min(1, place.clientWidth / width(image), place.clientHeight / height(image)) : 1;
  }

  /** Zooms so that a point of the image stays where it is. */
  #zoom(scale: number, at: Point = { x: 0, y: 0 }): void {
    const fit = this.#fit();
    const before = this.#scale ?? fit;
    const limited = Math.min(maxScale, scale);
    if (limited <= fit * 1.001) {
      this.reset();
      return;
    }
    const factor = limited / before;
    this.#centre = { x: at.x - (at.x - this.#centre.x) * factor, y: at.y - (at.y - this.#centre.y) * factor };
    this.#scale = limited;
    this.#show();
    void this.#loadOriginals();
  }

  #show(): void {
    const scale = this.#scale;
    for (const { parentElement: place } of scale === undefined || (this.#options.fillsWindow && !this.#options.isAsHighAsImage) ? [] : this.#images) {
      // The place keeps its height when the image in it no longer makes it high.
      place!.style.height ||= `${place!.clientHeight}px`;
    }
    this.#stage.toggleAttribute('data-zoomed', scale !== undefined);
    for (const image of this.#images) {
      const place = image.parentElement!;
      const { style } = image;
      if (scale === undefined) {
        style.width = style.height = style.transform = place.style.height = '';
        continue;
      }
      const [shownWidth, shownHeight] = [width(image) * scale, height(image) * scale];
      const { x, y } = (this.#centre = {
        x: limit(this.#centre.x, (shownWidth - place.clientWidth) / 2),
        y: limit(this.#centre.y, (shownHeight - place.clientHeight) / 2),
      });
      style.width = `${shownWidth}px`;
      style.height = `${shownHeight}px`;
      style.transform = `translate(calc(${x}px - 50%), calc(${y}px - 50%))`;
    }
    this.#cover();
  }

  /** Lays what belongs to a point of an image (`data-over-image`) exactly over it. */
  #cover(): void {
    for (const image of this.#images) {
      const scale = this.#scale ?? this.#fit();
      for (const { style } of image.parentElement!.querySelectorAll<HTMLElement>('[data-over-image]')) {
        style.width = `${width(image) * scale}px`;
        style.height = `${height(image) * scale}px`;
        style.transform = `translate(calc(${this.#centre.x}px - 50%), calc(${this.#centre.y}px - 50%))`;
      }
    }
  }

  async #loadOriginals(): Promise<void> {
    for (const image of this.#images) {
      const original = image.dataset['original'];
      if (original && image.dataset['loaded'] !== original) {
        image.dataset['loaded'] = original;
        const full = new Image();
        full.src = original;
        await decoded(full);
        if (image.dataset['original'] === original) {
          image.removeAttribute('srcset');
          image.src = original;
        }
      }
    }
  }

  /** Returns a point of the window from the centre of the place it is in. */
  #pointOf({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
    const places = this.#images.map((image) => image.parentElement!.getBoundingClientRect());
    const place = places.find((box) => clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom) ?? places[0];
    return place ? { x: clientX - place.left - place.width / 2, y: clientY - place.top - place.height / 2 } : { x: 0, y: 0 };
  }

  #onClick(event: MouseEvent): void {
    if (!this.#moved && !(event.target as Element).closest('button, a, input')) {
      this.toggle(event);
    }
  }

  #onWheel(event: WheelEvent): void {
    if (!this.#options.fillsWindow && !this.zoomed && !event.ctrlKey) {
      return;
    }
    event.preventDefault();
    // Browsers report a pinch on a touchpad as a wheel with the control key.
    const speed = event.ctrlKey ? 0.01 : 0.002;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    this.#zoom((this.#scale ?? this.#fit()) * Math.exp(-event.deltaY * lines * speed), this.#pointOf(event));
  }

  #onDown(event: PointerEvent): void {
    if (event.button === 0 && !(event.target as Element).closest('button, a, input')) {
      this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      [this.#start, this.#moved] = [{ x: event.clientX, y: event.clientY }, this.#pointers.size > 1];
      capturePointer(this.#stage, event.pointerId);
    }
  }

  #onMove(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      return;
    }
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    this.#moved ||= this.#start !== undefined && distance(now, this.#start) > 8;
    if (other) {
      this.#zoom((this.#scale ?? this.#fit()) * (distance(now, other) / Math.max(1, distance(before, other))), this.#pointOf({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 }));
    } else if (this.zoomed) {
      this.#centre = { x: this.#centre.x + now.x - before.x, y: this.#centre.y + now.y - before.y };
      this.#show();
    }
  }

  #onUp(event: PointerEvent, completed: boolean): void {
    const start = this.#start;
    if (!this.#pointers.delete(event.pointerId) || !completed || !start || this.#pointers.size > 0 || event.pointerType !== 'touch') {
      return;
    }
    const [across, down] = [event.clientX - start.x, event.clientY - start.y];
    if (!this.zoomed && Math.abs(across) > swipePixels && Math.abs(across) > 2 * Math.abs(down)) {
      this.#options.onSwipe?.(across < 0 ? 1 : -1);
    }
  }
}

function width(image: HTMLImageElement): number {
  return Number(image.getAttribute('width')) || image.naturalWidth;
}

function height(image: HTMLImageElement): number {
  return Number(image.getAttribute('height')) || image.naturalHeight;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Limits how far an image is from the centre, so that no empty space is beside it. */
function limit(value: number, most: number): number {
  return Math.min(Math.max(0, most), Math.max(-Math.max(0, most), value));
}

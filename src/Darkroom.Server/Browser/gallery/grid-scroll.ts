import { ScrollMap } from './scroll-map.js';

/** A scroll is over if nothing moves for so long, in browsers without an event for it. */
const restMs = 150;
const hasRestEvent = 'onscrollend' in document;

/**
 * Where the window is in the content of the grid. While it scrolls, the content moves with it pixel by pixel, even if heights above change;
 * when it rests, the page's scroll position is brought in line with the content again.
 */
export class GridScroll {
  readonly #grid: HTMLElement;
  readonly #onMove: () => void;
  readonly #onRest: () => void;
  #map = new ScrollMap(0);
  /** What is added to a position in the space to get the one in the content. */
  #shift = 0;
  /** The position of the window in the space. */
  #last = 0;
  #timer = 0;
  #moving = false;
  #movedAt = 0;
  #speed = 0;

  constructor(grid: HTMLElement, onMove: () => void, onRest: () => void, signal: AbortSignal) {
    [this.#grid, this.#onMove, this.#onRest] = [grid, onMove, onRest];
    document.addEventListener('scroll', () => this.#onScroll(), { signal, passive: true });
    document.addEventListener('scrollend', () => this.#rest(), { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** The position in the content at the top of the window; negative if what is above the grid is visible. */
  get top(): number {
    return this.#last + this.#shift;
  }

  /** What has to be added to a position in the content to get the one in the grid element. */
  get offset(): number {
    return -this.#shift;
  }

  get height(): number {
    return window.innerHeight;
  }

  /** Window heights per second. */
  get speed(): number {
    return this.#moving ? this.#speed : 0;
  }

  /** The position at the start of the page. */
  get start(): number {
    return this.#space() - window.scrollY;
  }

  get maxTop(): number {
    return Math.max(0, this.#map.content - this.height);
  }

  /** Reads where the grid is. To be called before a frame changes elements, because reading it later would lay them out twice. */
  measure(): void {
    this.#last = this.#space();
  }

  /** Sets the height of the content and where the window is in it. */
  resize(content: number, top: number): void {
    if (content !== this.#map.content) {
      this.#map = new ScrollMap(content);
      this.#grid.style.height = `${this.#map.space}px`;
    }
    if (this.#moving) {
      this.#shift = top - this.#last;
    } else {
      this.jump(top);
    }
  }

  /** Moves the window to a position in the content. */
  jump(top: number): void {
    const target = this.#map.toSpace(top);
    const space = this.#space();
    if (Math.abs(target - space) >= 1) {
      window.scrollTo({ top: window.scrollY + target - space, behavior: 'instant' });
    }
    this.#last = this.#space();
    // The browser may have stopped at the end of the page.
    this.#shift = Math.abs(this.#last - target) <= 1 ? top - this.#last : this.#map.toContent(this.#last) - this.#last;
  }

  #space(): number {
    return -this.#grid.getBoundingClientRect().top;
  }

  #onScroll(): void {
    const space = this.#space();
    const moved = space - this.#last;
    if (moved === 0) {
      return;
    }
    const now = performance.now();
    this.#speed = (Math.abs(moved) / Math.max(1, now - this.#movedAt) / this.height) * 1000;
    [this.#last, this.#movedAt, this.#moving] = [space, now, true];
    const dragged = !this.#map.isExact && Math.abs(moved) > 4 * this.height;
    if (dragged || window.scrollY <= 0 || space >= this.#map.space - this.height) {
      // The scroll bar was dragged, or an end was reached: the share of the way counts, not the distance.
      this.#shift = this.#map.toContent(space) - space;
    } else {
      // If an end of the content is reached before that of the page, the content waits there.
      this.#shift = Math.max(Math.min(this.#shift, this.#map.content - this.height - space), -Math.max(0, space));
    }
    if (!hasRestEvent) {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#rest(), restMs);
    }
    this.#onMove();
  }

  #rest(): void {
    this.#moving = false;
    this.jump(this.top);
    this.#onRest();
  }
}

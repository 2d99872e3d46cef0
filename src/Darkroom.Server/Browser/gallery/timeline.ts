import { capturePointer } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';

/** A place on the timeline. */
export interface TimelineMark {
  /** From 0, the newest, to 1. */
  readonly share: number;
  readonly text: string;
}

/** What the timeline shows and moves. */
export interface TimelineSource {
  readonly days: number;
  /** The number of the day at the top of the window. */
  readonly day: number;
  readonly share: number;
  readonly years: readonly TimelineMark[];
  textAt(share: number): string;
  /** Moves to a share. @param resting False while the user still chooses. */
  moveTo(share: number, resting: boolean): void;
  /** Moves by days or months while the user still chooses. */
  step(by: number, months: boolean): void;
}

/** The time for which the date stays visible after a scroll. */
const showMs = 1200;
/** A drag that pauses has arrived: what is there is loaded. */
const pauseMs = 180;
/** Pixels between two labels, at least. */
const labelDistance = 28;

/** The dates along the right edge: a slider over the whole view. */
export class DarkroomTimeline extends PageElement {
  static define(tag = 'darkroom-timeline'): void {
    customElements.define(tag, this);
  }

  #source: TimelineSource | undefined;
  #height = 0;
  #dragged = false;
  #hide = 0;
  #pause = 0;

  protected connected(signal: AbortSignal): void {
    this.addEventListener('pointerdown', (event) => this.#onDown(event), { signal });
    this.addEventListener('pointermove', (event) => this.#onMove(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      this.addEventListener(type, (event) => this.#onUp(event), { signal });
    }
    this.addEventListener('pointerleave', () => this.removeAttribute('data-hovered'), { signal });
    this.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    signal.addEventListener('abort', () => [this.#hide, this.#pause].forEach((timer) => clearTimeout(timer)), { once: true });
  }

  /** Shows another view, or another layout of it. */
  set source(source: TimelineSource) {
    this.#source = source;
    this.setAttribute('aria-valuemax', String(source.days - 1));
    this.#showYears();
    this.update(false);
  }

  /** Shows the position. @param scrolled Shows the date for a moment. */
  update(scrolled: boolean): void {
    const source = this.#source;
    if (!source) {
      return;
    }
    const text = source.textAt(source.share);
    this.#place('.timeline-hand', source.share);
    if (text !== this.getAttribute('aria-valuetext')) {
      this.querySelector('.timeline-date')!.textContent = text;
      this.setAttribute('aria-valuenow', String(source.day));
      this.setAttribute('aria-valuetext', text);
    }
    if (scrolled) {
      this.toggleAttribute('data-moving', true);
      clearTimeout(this.#hide);
      this.#hide = window.setTimeout(() => this.removeAttribute('data-moving'), showMs);
    }
  }

  #place(selector: string, share: number): HTMLElement {
    const element = this.querySelector<HTMLElement>(selector)!;
    element.style.transform = `translateY(${(share * this.#height).toFixed(1)}px)`;
    return element;
  }

  #showYears(): void {
    const height = (this.#height = this.clientHeight);
    let end = -labelDistance;
    const shown = (this.#source?.years ?? []).filter(({ share }) => {
      const fits = share * height - end >= labelDistance;
      end = fits ? share * height : end;
      return fits;
    });
    this.querySelector('.timeline-years')?.replaceChildren(...shown.map(({ share, text }) => {
      const year = document.createElement('span');
      year.textContent = text;
      year.style.top = `${share * 100}%`;
      return year;
    }));
  }

  #onDown(event: PointerEvent): void {
    if (event.button === 0) {
      capturePointer(this, event.pointerId);
      this.#dragged = true;
      this.toggleAttribute('data-dragged', true);
      this.#move(event);
    }
  }

  #onMove(event: PointerEvent): void {
    if (this.#dragged) {
      this.#move(event);
    } else if (event.pointerType === 'mouse' && this.#source) {
      const share = this.#shareOf(event);
      this.toggleAttribute('data-hovered', true);
      this.#place('.timeline-hovered', share).firstElementChild!.textContent = this.#source.textAt(share);
    }
  }

  #move(event: PointerEvent): void {
    this.#source?.moveTo(this.#shareOf(event), false);
    this.#restSoon();
  }

  #restSoon(): void {
    clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => this.#source?.moveTo(this.#source.share, true), pauseMs);
  }

  #onUp(event: PointerEvent): void {
    if (this.#dragged) {
      this.#dragged = false;
      this.removeAttribute('data-dragged');
      clearTimeout(this.#pause);
      this.#source?.moveTo(event.type === 'pointerup' ? this.#shareOf(event) : this.#source.share, true);
    }
  }

  #onKey(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, readonly [by: number, months: boolean]>> = {
      ArrowDown: [1, false],
      ArrowRight: [1, false],
      ArrowUp: [-1, false],
      ArrowLeft: [-1, false],
      PageDown: [1, true],
      PageUp: [-1, true],
    };
    const step = steps[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(step || event.key === 'Home' || event.key === 'End')) {
      return;
    }
    event.preventDefault();
    step ? this.#source?.step(...step) : this.#source?.moveTo(event.key === 'Home' ? 0 : 1, false);
    this.#restSoon();
  }

  #shareOf(event: PointerEvent): number {
    const { top, height } = this.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientY - top) / height));
  }
}

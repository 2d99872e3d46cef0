import type { FailureEvent, ImageEvent, PartialImageEvent } from './events.js';
import { placeholder } from './thumbhash.js';

export type TileState = 'waiting' | 'developing' | 'ready' | 'failed' | 'cancelled';

const mostBlur = 20;
const mostZoom = 1.1;
const fadeMs = 350;
/** A final image that comes without partials: 20 px of blur, 2 px less every 100 ms. */
const revealMs = 1000;

/** One image while it develops: layers of pictures, each laid over the one before, under a blur that falls. */
export class DarkroomTile extends HTMLElement {
  static define(tag = 'darkroom-tile'): void {
    customElements.define(tag, this);
  }

  /** Counts what was asked to be shown; of two pictures, the one asked for later wins. */
  #asked = 0;
  #shown = 0;

  connectedCallback(): void {
    const thumbhash = this.querySelector<HTMLElement>('.tile-shape')?.dataset['thumbhash'];
    if (thumbhash) {
      this.#picture.style.backgroundImage = `url(${placeholder(thumbhash)})`;
    }
    const rendered = this.querySelector<HTMLElement>('img[data-partial-image-index]');
    if (rendered) {
      this.#focus(this.#blurOf(Number(rendered.dataset['partialImageIndex'])));
    }
  }

  get index(): number {
    return Number(this.dataset['imageIndex']);
  }

  get state(): TileState {
    return (this.dataset['state'] as TileState | undefined) ?? 'waiting';
  }

  /** Gives a fresh tile its place and shape before anything is known of its picture. */
  prepare(index: number, width: number, height: number): void {
    this.dataset['imageIndex'] = String(index);
    const shape = this.querySelector<HTMLCanvasElement>('.tile-shape');
    if (shape) {
      shape.width = width;
      shape.height = height;
    }
  }

  wait(text: string): void {
    this.#enter('waiting', text);
  }

  begin(): void {
    this.#enter('developing', '');
  }

  async showPartial(event: PartialImageEvent, alt: string): Promise<void> {
    this.#enter('developing', '');
    const image = new Image();
    image.alt = alt;
    image.dataset['partialImageIndex'] = String(event.partial_image_index);
    image.src = event.url;
    if (await this.#lay(image)) {
      this.#focus(this.#blurOf(event.partial_image_index));
    }
  }

  async showFinal(event: ImageEvent, alt: string): Promise<void> {
    const hadPartials = this.#layers.childElementCount > 0;
    const image = new Image(event.width, event.height);
    image.alt = alt;
    image.sizes = '(max-width: 600px) 50vw, (max-width: 1100px) 33vw, 320px';
    image.srcset = `${event.url}/512 512w, ${event.url}/1024 1024w`;
    image.src = `${event.url}/1024`;
    if (!hadPartials) {
      this.#picture.style.backgroundImage = `url(${placeholder(event.thumbhash)})`;
    }
    if (!(await this.#lay(image))) {
      return;
    }
    if (!hadPartials) {
      this.#layers.animate(
        { filter: [`blur(${mostBlur}px)`, 'blur(0)'], transform: [`scale(${mostZoom})`, 'scale(1)'] },
        { duration: calm() ? 0 : revealMs, easing: 'linear' },
      );
    }
    this.#focus(0);
    this.#picture.setAttribute('href', `${event.url}/view`);
    this.#enter('ready', '');
  }

  fail(event: FailureEvent): void {
    const cancelled = event.code === 'cancelled';
    this.#enter(cancelled ? 'cancelled' : 'failed', event.message, cancelled ? '' : event.advice);
    const retry = this.querySelector<HTMLFormElement>('.tile-retry');
    if (retry) {
      retry.hidden = !event.retryable;
    }
  }

  get #picture(): HTMLElement {
    return this.querySelector<HTMLElement>('.tile-picture') ?? this;
  }

  get #layers(): HTMLElement {
    return this.querySelector<HTMLElement>('.tile-layers') ?? this;
  }

  /** 20 px for the first of the partial images that were asked for, less for each further one. */
  #blurOf(partialIndex: number): number {
    const wanted = Math.max(1, Number(this.closest<HTMLElement>('[data-partials]')?.dataset['partials'] ?? 3));
    return mostBlur * Math.max(0, 1 - partialIndex / wanted);
  }

  /** Sets how far the picture is out of focus; style sheet transitions take it there on the compositor. */
  #focus(blur: number): void {
    this.#layers.style.setProperty('--blur', `${blur.toFixed(1)}px`);
    this.#layers.style.setProperty('--zoom', (1 + (mostZoom - 1) * (blur / mostBlur)).toFixed(4));
  }

  /**
   * Lays a picture over what is shown. It is decoded before it is put in, and what lies below stays until it is opaque: there is
   * no empty frame. Tells whether it was shown: a picture that comes after a later one is dropped.
   */
  async #lay(image: HTMLImageElement): Promise<boolean> {
    const order = ++this.#asked;
    try {
      await image.decode();
    } catch {
      return false;
    }
    if (order < this.#shown || this.state === 'cancelled') {
      return false;
    }
    this.#shown = order;
    const below = [...this.#layers.children];
    this.#layers.append(image);
    const fade = image.animate({ opacity: [0, 1] }, { duration: fadeMs, easing: 'ease-out' });
    fade.finished.then(
      () => below.forEach((old) => old.remove()),
      () => {},
    );
    return true;
  }

  #enter(state: TileState, text: string, advice = ''): void {
    this.dataset['state'] = state;
    const say = (selector: string, words: string): void => {
      const place = this.querySelector(selector);
      if (place) {
        place.textContent = words;
      }
    };
    say('.tile-text', text);
    say('.tile-advice', advice);
    const retry = this.querySelector<HTMLFormElement>('.tile-retry');
    if (retry && state !== 'failed' && state !== 'cancelled') {
      retry.hidden = true;
    }
  }
}

function calm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

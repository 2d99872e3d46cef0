import { animated, decoded, prefersReducedMotion } from './optional.js';

const mostBlur = 20;
const mostZoom = 1.1;
const fadeMs = 200;
/** A final image that comes without partials: 20 px of blur, 2 px less every 100 ms. */
const revealMs = 1000;

/** The pictures of one image while it develops: each is laid over the one before, under a blur that falls. */
export class Layers {
  readonly #place: HTMLElement;
  /** Counts what was asked to be shown; of two pictures, the one asked for later wins. */
  #asked = 0;
  #shown = 0;

  constructor(place: HTMLElement) {
    this.#place = place;
  }

  /**
   * Lays a picture over what is shown. It is decoded before it is put in, and what lies below stays until it is opaque: there is
   * no empty frame. A picture that comes after a later one is dropped, and so is one that cannot be decoded unless it is the last.
   * @param fade How long it takes to become opaque, in milliseconds.
   * @returns How many pictures lay below, or nothing when it was dropped.
   */
  async lay(image: HTMLImageElement, last = false, fade = fadeMs): Promise<number | undefined> {
    const order = ++this.#asked;
    const usable = await decoded(image);
    if (order < this.#shown || !(usable || last)) {
      return undefined;
    }
    this.#shown = order;
    const below = [...this.#place.children];
    // Not even the frame before the fade begins shows it at full strength.
    image.style.opacity = '0';
    this.#place.append(image);
    const appear = animated(image, { opacity: [0, 1] }, { duration: fade, easing: 'ease-out', fill: 'forwards' });
    const settle = (): void => {
      image.style.opacity = '';
      appear?.cancel();
      below.forEach((old) => old.remove());
    };
    appear ? appear.finished.then(settle, () => {}) : settle();
    return below.length;
  }

  /** Takes every picture away; those still on their way are dropped when they come. */
  clear(): void {
    this.#shown = ++this.#asked;
    this.#place.replaceChildren();
    this.#place.style.removeProperty('--blur');
    this.#place.style.removeProperty('--zoom');
    this.#place.style.removeProperty('--edge');
  }

  /** Leaves what is shown, but lets nothing that is still on its way be shown. */
  freeze(): void {
    this.#shown = ++this.#asked;
  }

  /** What continues the picture beyond its edges, so that a blurred edge does not fade into the background. */
  continueWith(address: string): void {
    this.#place.style.setProperty('--edge', `url("${address}")`);
  }

  /** Sets how far the picture is out of focus, from 0 to 1; style sheet transitions take it there on the compositor. */
  focus(share: number): void {
    this.#place.style.setProperty('--blur', `${(mostBlur * share).toFixed(1)}px`);
    this.#place.style.setProperty('--zoom', (1 + (mostZoom - 1) * share).toFixed(4));
  }

  /** From the most blur to none in one second, at one pace. */
  reveal(): void {
    const calm = prefersReducedMotion();
    animated(
      this.#place,
      { filter: [`blur(${mostBlur}px)`, 'blur(0px)'], transform: [`scale(${mostZoom})`, 'scale(1)'] },
      { duration: calm ? 0 : revealMs, easing: 'linear' },
    );
  }
}

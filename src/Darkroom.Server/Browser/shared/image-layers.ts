import { animated, decoded, prefersReducedMotion } from './browser-features.js';

const maxBlur = 20;
const maxZoom = 1.1;
const fadeMs = 200;
/** Reveals a final image without partial images: 20 px of blur, 2 px less every 100 ms. */
const revealMs = 1000;

/** The stages of one image while it develops: each is added over the one before, with a decreasing blur. */
export class ImageLayers {
  readonly #place: HTMLElement;
  /** The number of images added. The last added image wins, whichever is decoded first. */
  #added = 0;
  /** The number of the image that is shown. */
  #shown = 0;

  constructor(place: HTMLElement) {
    this.#place = place;
  }

  /**
   * Adds an image over the current one. It is decoded before it is inserted, and the images below stay until it is opaque, so that no frame
   * is empty. An image that is decoded after a later one is dropped, and so is one that cannot be decoded, unless it is the last.
   * @param fade The duration of the fade in milliseconds.
   * @returns The number of images below, or undefined if it was dropped.
   */
  async add(image: HTMLImageElement, last = false, fade = fadeMs): Promise<number | undefined> {
    const order = ++this.#added;
    const usable = await decoded(image);
    if (order < this.#shown || !(usable || last)) {
      return undefined;
    }
    this.#shown = order;
    const below = [...this.#place.children];
    // Prevents one frame at full opacity before the fade begins.
    image.style.opacity = '0';
    this.#place.append(image);
    const animation = animated(image, { opacity: [0, 1] }, { duration: fade, easing: 'ease-out', fill: 'forwards' });
    const settle = (): void => {
      image.style.opacity = '';
      animation?.cancel();
      below.forEach((old) => old.remove());
    };
    animation ? animation.finished.then(settle, () => {}) : settle();
    return below.length;
  }

  /** Adds a partial image, with the blur of its index. */
  async addPartial(image: HTMLImageElement, url: string, index: number, count: number): Promise<void> {
    if ((await this.add(image)) !== undefined) {
      this.setPartial(url, index, count);
    }
  }

  /** Sets the edge and the blur of a partial image: maximum blur for the first, less for each further one. */
  setPartial(url: string, index: number, count: number): void {
    this.setEdge(url);
    this.setBlur(Math.max(0, 1 - index / Math.max(1, count)));
  }

  /** Removes all images and drops those that are still being decoded. */
  clear(): void {
    this.#shown = ++this.#added;
    this.#place.replaceChildren();
    this.#place.style.removeProperty('--blur');
    this.#place.style.removeProperty('--zoom');
    this.#place.style.removeProperty('--edge');
  }

  /** Keeps the current image and drops those that are still being decoded. */
  freeze(): void {
    this.#shown = ++this.#added;
  }

  /** Sets the image that is shown beyond the edges, so that a blurred edge does not fade into the background. */
  setEdge(url: string): void {
    this.#place.style.setProperty('--edge', `url("${url}")`);
  }

  /** Sets the blur from 0 to 1. Style sheet transitions animate it on the compositor. */
  setBlur(share: number): void {
    this.#place.style.setProperty('--blur', `${(maxBlur * share).toFixed(1)}px`);
    this.#place.style.setProperty('--zoom', (1 + (maxZoom - 1) * share).toFixed(4));
  }

  /** Animates from maximum blur to none in one second. */
  reveal(): void {
    const reduced = prefersReducedMotion();
    animated(
      this.#place,
      { filter: [`blur(${maxBlur}px)`, 'blur(0px)'], transform: [`scale(${maxZoom})`, 'scale(1)'] },
      { duration: reduced ? 0 : revealMs, easing: 'linear' },
    );
  }
}

import { placeholder } from '../shared/thumbhash.js';
import { siteUrl } from '../shared/site.js';
import type { Tile } from './tile-pages.js';

/** An image of this width is shown up to a little more than its own pixels. */
const smallWidth = 256 * 1.15;

/** The element of one image in the grid. It is used again for other images. */
export class TileCell {
  readonly element: HTMLElement;
  readonly link: HTMLAnchorElement;
  readonly #image: HTMLImageElement;
  #tile: Tile | undefined;
  #index = 0;
  #hasPlaceholder = false;

  constructor(template: HTMLTemplateElement) {
    this.element = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    this.link = this.element.querySelector('a')!;
    this.#image = this.element.querySelector('img')!;
    this.#image.addEventListener('load', () => this.element.toggleAttribute('data-loaded', true));
    this.#image.addEventListener('error', () => this.#image.hasAttribute('src') && this.element.toggleAttribute('data-broken', true));
  }

  get tile(): Tile | undefined {
    return this.#tile;
  }

  get index(): number {
    return this.#index;
  }

  /** Shows an image's data. The image itself and its placeholder follow. */
  show(tile: Tile, index: number, view: string): void {
    this.#index = index;
    if (this.#tile === tile) {
      return;
    }
    if (this.#tile?.id !== tile.id) {
      this.release();
      this.link.dataset['imageId'] = tile.id;
      this.link.href = siteUrl(`/images/${tile.id}/view${view && `?${view}`}`);
      this.#image.alt = tile.alt;
      this.link.querySelector('.gallery-caption')!.textContent = tile.alt;
      this.link.querySelector('.tile-size')!.textContent = `${tile.width}×${tile.height}`;
    }
    this.#tile = tile;
  }

  place(left: number, width: number, height: number): void {
    this.element.style.left = `${left}px`;
    this.element.style.width = `${width}px`;
    this.link.dataset['ratio'] = (width / height).toFixed(3);
  }

  /** Shows the placeholder, unless the image is loaded. Returns false if there was nothing to do. */
  showPlaceholder(): boolean {
    if (this.#hasPlaceholder || !this.#tile || this.element.hasAttribute('data-loaded')) {
      return false;
    }
    this.#hasPlaceholder = true;
    const url = placeholder(this.#tile.thumbhash);
    this.link.style.backgroundImage = url && `url(${url})`;
    return true;
  }

  /** Requests the image in a size for its place. */
  load(width: number, height: number): void {
    if (this.#tile && !this.#image.hasAttribute('src')) {
      const shown = Math.max(width, (height * this.#tile.width) / this.#tile.height) * window.devicePixelRatio;
      this.#image.src = siteUrl(`/images/${this.#tile.id}/${shown <= smallWidth ? 256 : 512}`);
    }
  }

  /** Stops loading the image, and forgets it. */
  release(): void {
    this.#image.removeAttribute('src');
    this.element.removeAttribute('data-loaded');
    this.element.removeAttribute('data-broken');
    this.link.style.backgroundImage = '';
    this.#hasPlaceholder = false;
    this.#tile = undefined;
  }
}

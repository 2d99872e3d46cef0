import { siteUrl } from '../shared/site.js';
import { placeholder } from '../shared/thumbhash.js';
import type { LightboxSource } from './lightbox.js';
import type { Tile } from './tile-pages.js';

/** The images before and after the shown one. */
const around = 12;

/** The neighbours of the image in the lightbox as a strip of small images. */
export class Filmstrip {
  readonly #strip: HTMLElement;
  #items = new Map<string, HTMLButtonElement>();

  constructor(strip: HTMLElement, goTo: (index: number) => void, signal: AbortSignal) {
    this.#strip = strip;
    strip.addEventListener('click', (event) => {
      const item = (event.target as Element).closest('button');
      item && goTo(Number(item.value));
    }, { signal });
  }

  /** Shows the neighbours that are known. The others appear when the strip is shown again. */
  show(source: LightboxSource, index: number): void {
    const items = new Map<string, HTMLButtonElement>();
    for (let at = Math.max(0, index - around); at < Math.min(source.count, index + around + 1); at++) {
      const tile = source.tileAt(at);
      if (tile) {
        const item = this.#items.get(tile.id) ?? itemOf(tile);
        item.value = String(at);
        item.ariaCurrent = at === index ? 'true' : null;
        items.set(tile.id, item);
      }
    }
    this.#items = items;
    this.#strip.hidden = source.count < 2;
    const kept = [...items.values()];
    // Moving an element would take the focus from it.
    [...this.#strip.children].filter((item) => !kept.includes(item as HTMLButtonElement)).forEach((item) => item.remove());
    kept.forEach((item, place) => this.#strip.children[place] !== item && this.#strip.insertBefore(item, this.#strip.children[place] ?? null));
    const current = this.#strip.querySelector<HTMLElement>('[aria-current]');
    this.#strip.scrollLeft = current ? current.offsetLeft + current.offsetWidth / 2 - this.#strip.clientWidth / 2 : 0;
  }
}

function itemOf(tile: Tile): HTMLButtonElement {
  const item = document.createElement('button');
  // The lightbox has keys and buttons for the next and the previous image.
  Object.assign(item, { type: 'button', tabIndex: -1, ariaLabel: tile.alt, title: tile.alt });
  const image = new Image(tile.width, tile.height);
  image.alt = '';
  image.style.backgroundImage = `url(${placeholder(tile.thumbhash)})`;
  // Small windows do not show the strip.
  image.loading = 'lazy';
  image.src = siteUrl(`/images/${tile.id}/256`);
  item.append(image);
  return item;
}

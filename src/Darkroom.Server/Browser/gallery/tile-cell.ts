import { placeholder } from '../shared/thumbhash.js';
import { siteUrl } from '../shared/site.js';
import { createdAt, favoriteFlag, type Tile } from './tile-pages.js';

/** An image of this width is shown up to a little more than its own pixels. */
const smallWidth = 256 * 1.15;

let format: Intl.DateTimeFormat | undefined;
let names: Readonly<Record<string, string>> | undefined;

function timeText(time: Date): string {
  format ??= new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  return format.format(time);
}

/** Returns the name of a provider, or of the program that wrote an imported image. */
function providerName(id: string): string {
  names ??= JSON.parse(document.querySelector<HTMLElement>('[data-providers]')?.dataset['providers'] ?? '{}') as Record<string, string>;
  return names[id] ?? id;
}

/** The element of one image in the grid. It is used again for other images. */
export class TileCell {
  readonly element: HTMLElement;
  readonly link: HTMLAnchorElement;
  readonly #image: HTMLImageElement;
  #tile: Tile | undefined;
  #index = 0;
  #hasPlaceholder = false;
  #hasFacts = false;

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
    }
    this.#tile = tile;
    this.#showFacts(tile);
  }

  /** Shows what the list says about the image, if it is known. */
  #showFacts(tile: Tile): void {
    const { details } = tile;
    const facts: Readonly<Record<string, string>> = !details ? {} : {
      date: timeText(createdAt(tile)), provider: providerName(details.provider), model: details.model, tags: details.tags.join(', '), size: `${tile.width}×${tile.height}`,
    };
    for (const fact of details || this.#hasFacts ? this.link.querySelectorAll<HTMLElement>('[data-fact]') : []) {
      fact.textContent = fact.title = facts[fact.dataset['fact']!] ?? '';
    }
    this.#hasFacts = details !== undefined;
  }

  /** Shows whether the image is selected, and what is marked. */
  mark(selected: boolean): void {
    const favorite = ((this.#tile?.flags ?? 0) & favoriteFlag) !== 0;
    if (this.element.getAttribute('aria-selected') !== String(selected)) {
      this.element.setAttribute('aria-selected', String(selected));
    }
    this.element.toggleAttribute('data-favorite', favorite);
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

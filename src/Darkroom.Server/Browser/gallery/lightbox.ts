import { decoded, matches } from '../shared/browser-features.js';
import { parsePage } from '../shared/local-times.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { placeholder } from '../shared/thumbhash.js';
import { toast } from '../shared/toast.js';
import { Filmstrip } from './filmstrip.js';
import { favoriteFlag, partialsFlag, type Tile } from './tile-pages.js';
import type { DarkroomViewer } from './viewer.js';

/** The images that the lightbox leads through. */
export interface LightboxSource {
  /** The parameters of the view, encoded. */
  readonly view: string;
  readonly count: number;
  /** Undefined if it is not loaded; it is then requested. */
  tileAt(index: number): Tile | undefined;
  indexOf(id: string): number | undefined;
  /** Called when the lightbox has closed. */
  onClosed(index: number): void;
}

const displayWidth = 1024;
/** The time that an image must be shown before its details are requested. */
const detailsPauseMs = 150;
/** How often a tile that is being loaded is looked for. */
const waitMs = 100;

/** One image over the gallery, or some of them side by side. Each has its own URL, which shows the same image on a page of its own. */
export class DarkroomLightbox extends PageElement {
  static define(tag = 'darkroom-lightbox'): void {
    customElements.define(tag, this);
  }

  #source: LightboxSource | undefined;
  #isOpen = false;
  #id = '';
  #index = 0;
  #title = '';
  /** The heading of the page behind, and what takes its place: the prompt is the heading while an image is shown. */
  #heading: HTMLElement | null = null;
  readonly #headingBehind = document.createElement('p');
  #details = 0;
  #request: AbortController | undefined;
  #film: Filmstrip | undefined;
  /** The display sizes of this image and its neighbours. */
  #decoded = new Map<string, HTMLImageElement>();

  protected connected(signal: AbortSignal): void {
    const dialog = this.#dialog;
    this.#heading = document.querySelector('.page-head h1');
    this.#headingBehind.className = 'page-title';
    this.#film = new Filmstrip(this.querySelector('.filmstrip')!, (index) => void this.#goTo(index), signal);
    this.#headingBehind.textContent = this.#heading?.textContent ?? '';
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.close();
    }, { signal });
    // Browsers close a dialog themselves if Escape is pressed twice.
    dialog.addEventListener('close', () => this.#isOpen && this.close(), { signal });
    dialog.addEventListener('click', (event) => this.#onClick((event.target as Element).closest<HTMLElement>('[data-act]')?.dataset['act']), { signal });
    window.addEventListener('popstate', () => this.#onHistory(), { signal });
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Shows an image over the page. */
  open(source: LightboxSource, index: number): void {
    const tile = source.tileAt(index);
    if (tile) {
      this.#begin(source);
      this.#show(index, tile);
      history.pushState({ lightbox: true }, '', this.#urlOf(tile));
    }
  }

  /** Shows two to four images side by side, which zoom and move together. */
  compare(source: LightboxSource, tiles: readonly Tile[]): void {
    this.#begin(source);
    this.#stop();
    this.#dialog.toggleAttribute('data-comparing', true);
    this.#stage.replaceChildren(...tiles.map((tile) => this.#comparedPlaceOf(tile)));
    void this.#markDifferences(tiles);
    this.#viewer.stage?.reset();
    history.pushState({ lightbox: true }, '');
  }

  /** Shows what is next to an image that has gone. */
  update(): void {
    if (this.#isOpen && !this.#isComparing) {
      const index = this.#source?.indexOf(this.#id);
      index === undefined ? void this.#goTo(Math.min(this.#index, this.#source!.count - 1)) : (this.#index = index);
      this.#showPosition();
    }
  }

  close(): void {
    history.back();
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector('dialog')!;
  }

  get #isComparing(): boolean {
    return this.#dialog.hasAttribute('data-comparing');
  }

  get #viewer(): DarkroomViewer {
    return this.querySelector<DarkroomViewer>('darkroom-viewer')!;
  }

  get #stage(): HTMLElement {
    return this.querySelector<HTMLElement>('#stage')!;
  }

  #begin(source: LightboxSource): void {
    this.#source = source;
    this.#title ||= document.title;
    document.documentElement.toggleAttribute('data-lightbox', true);
    this.#heading?.replaceWith(this.#headingBehind);
    this.#dialog.removeAttribute('data-comparing');
    this.#isOpen = true;
    this.#dialog.showModal();
  }

  #onHistory(): void {
    const id = /\/images\/(\w+)\/view$/.exec(location.pathname)?.[1];
    const index = id ? this.#source?.indexOf(id) : undefined;
    if (id && index === undefined) {
      // The entry is that of an image opened before the page was reloaded.
      location.reload();
    } else if (index === undefined) {
      this.#closed();
    } else if (!this.#isOpen) {
      this.#begin(this.#source!);
      void this.#goTo(index);
    }
  }

  #closed(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#stop();
      toast()?.moveTo(document.body);
      this.#dialog.close();
      this.#stage.replaceChildren();
      this.#showDetails();
      document.documentElement.removeAttribute('data-lightbox');
      this.#heading && this.#headingBehind.replaceWith(this.#heading);
      document.title = this.#title;
      if (!this.#isComparing) {
        this.#source?.onClosed(this.#index);
      }
    }
  }

  #onClick(act: string | undefined): void {
    switch (act) {
      case 'close':
        this.close();
        break;
      case 'next':
        void this.#goTo(this.#index + 1);
        break;
      case 'previous':
        void this.#goTo(this.#index - 1);
        break;
      case 'details':
        // In a window that has no room for it beside the image it is a sheet.
        matches('(max-width: 900px)') ? this.querySelector<HTMLElement>('.viewer-side')!.togglePopover() : this.#dialog.toggleAttribute('data-wide');
        break;
      default:
        break;
    }
  }

  /** Shows the image of an index, as soon as it is known which one that is. */
  async #goTo(index: number): Promise<void> {
    const source = this.#source!;
    if (index < 0 || index >= source.count) {
      return source.count === 0 ? this.close() : undefined;
    }
    this.#index = index;
    while (!source.tileAt(index) && this.#index === index && this.#isOpen) {
      await new Promise((resume) => setTimeout(resume, waitMs));
    }
    const tile = source.tileAt(index);
    if (tile && this.#index === index && this.#isOpen) {
      this.#show(index, tile);
      history.replaceState({ lightbox: true }, '', this.#urlOf(tile));
    }
  }

  #show(index: number, tile: Tile): void {
    this.#stop();
    [this.#index, this.#id] = [index, tile.id];
    const viewer = this.#viewer;
    viewer.dataset['image'] = tile.id;
    this.#dialog.setAttribute('aria-label', tile.alt);
    this.#stage.replaceChildren(this.#placeOf(tile));
    viewer.stage?.reset();
    viewer.querySelector('[data-act=star]')!.setAttribute('aria-pressed', String((tile.flags & favoriteFlag) !== 0));
    viewer.loading = true;
    this.#showDetails();
    // Its space is reserved, so that the image does not change its size when the details arrive.
    viewer.querySelector('.development')?.toggleAttribute('data-expected', (tile.flags & partialsFlag) !== 0);
    this.#showPosition();
    this.#details = window.setTimeout(() => void this.#loadDetails(tile), detailsPauseMs);
    this.#decodeAround(index);
  }

  #showPosition(): void {
    const count = this.#source!.count;
    this.querySelector('.lightbox-position')!.textContent = text('LivePosition', this.#index + 1, count);
    this.querySelector<HTMLElement>('[data-act=previous]')!.hidden = this.#index === 0;
    this.querySelector<HTMLElement>('[data-act=next]')!.hidden = this.#index + 1 >= count;
    this.#film!.show(this.#source!, this.#index);
  }

  /** Creates the place of an image: at once in the size of the grid, then in the display size. */
  #placeOf(tile: Tile): HTMLElement {
    const place = document.createElement('div');
    place.className = 'lightbox-place';
    const image = new Image(tile.width, tile.height);
    const ready = this.#decoded.get(tile.id);
    if (!this.#isComparing) {
      image.id = 'final';
    }
    image.alt = tile.alt;
    image.dataset['original'] = siteUrl(`/images/${tile.id}`);
    image.style.maxWidth = `${tile.width}px`;
    image.style.maxHeight = `${tile.height}px`;
    image.style.backgroundImage = `url(${placeholder(tile.thumbhash)})`;
    image.src = ready?.complete ? ready.src : siteUrl(`/images/${tile.id}/512`);
    place.append(image);
    void this.#sharpen(image, tile);
    return place;
  }

  #comparedPlaceOf(tile: Tile): HTMLElement {
    const compared = document.createElement('figure');
    compared.className = 'lightbox-compared';
    compared.append(this.#placeOf(tile), document.createElement('figcaption'));
    return compared;
  }

  /** Shows the parameters of the compared images, and marks those that differ. */
  async #markDifferences(tiles: readonly Tile[]): Promise<void> {
    const { signal } = (this.#request = new AbortController());
    try {
      const [pages, { parametersOf, showParameters }] = await Promise.all([
        Promise.all(tiles.map(async (tile) => parsePage(await (await fetch(siteUrl(`/images/${tile.id}/view`), { headers: { Accept: 'text/html' }, signal })).text()))),
        import('./compared-parameters.js'),
      ]);
      showParameters([...this.#stage.querySelectorAll('figcaption')], pages.map(parametersOf));
    } catch {
      // The comparison was closed, or the server is offline. The images themselves are there.
    }
  }

  async #sharpen(image: HTMLImageElement, tile: Tile): Promise<void> {
    const full = this.#decode(tile);
    await decoded(full);
    if (image.isConnected && image.dataset['loaded'] === undefined) {
      image.src = full.src;
      image.style.backgroundImage = '';
    }
  }

  #decode(tile: Tile): HTMLImageElement {
    const known = this.#decoded.get(tile.id) ?? new Image();
    known.src ||= siteUrl(`/images/${tile.id}/${displayWidth}`);
    this.#decoded.set(tile.id, known);
    return known;
  }

  #decodeAround(index: number): void {
    const near = [index, index + 1, index - 1].map((one) => this.#source?.tileAt(one)).filter((tile) => tile !== undefined);
    for (const [id, image] of this.#decoded) {
      if (!near.some((tile) => tile.id === id)) {
        image.removeAttribute('src');
        this.#decoded.delete(id);
      }
    }
    near.forEach((tile) => void decoded(this.#decode(tile)));
  }

  /** Shows what the image's own page says about it. */
  async #loadDetails(tile: Tile): Promise<void> {
    const { signal } = (this.#request = new AbortController());
    try {
      const answer = await fetch(this.#urlOf(tile), { headers: { Accept: 'text/html' }, signal });
      const page = parsePage(await answer.text());
      this.#showDetails(page);
      document.title = page.title;
      this.#viewer.loading = false;
    } catch {
      // Another image is shown, or the server is offline. The image itself is there.
    }
  }

  /** Shows what a page says about its image, or nothing. The actions of the image before stay until then, so that they do not flicker, but do nothing. */
  #showDetails(page?: Document): void {
    const actions = this.#viewer.querySelector<HTMLElement>('.viewer-actions')!;
    actions.inert = !page;
    page && actions.replaceChildren(...(page.querySelector('.viewer-actions')?.childNodes ?? []));
    for (const part of ['.development', '.viewer-side']) {
      this.#viewer.querySelector(part)?.replaceChildren(...(page?.querySelector(part)?.childNodes ?? []));
    }
    const prompt = this.#viewer.querySelector('.viewer-prompt');
    const heading = Object.assign(document.createElement('h1'), { className: 'viewer-prompt' });
    heading.append(...(prompt?.childNodes ?? []));
    prompt?.replaceWith(heading);
  }

  #stop(): void {
    clearTimeout(this.#details);
    this.#request?.abort();
  }

  #urlOf(tile: Tile): string {
    return siteUrl(`/images/${tile.id}/view${this.#source?.view && `?${this.#source.view}`}`);
  }
}

import { watchNear } from '../shared/optional.js';
import { placeholder } from '../shared/thumbhash.js';

const searchPauseMs = 250;

/** The gallery: adds pages as one scrolls, and finds while one types. The server renders; this only fetches and puts in place. */
export class DarkroomGallery extends HTMLElement {
  static define(tag = 'darkroom-gallery'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #search?: AbortController;
  #pause = 0;
  /** Without it, the link to the next page stays a link. */
  readonly #nearEnd = watchNear((link) => void this.#more(link), '1200px');

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    this.querySelector('#search')?.addEventListener('input', () => this.#searchSoon(), { signal });
    this.#settle();
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
    this.#search?.abort();
    this.#nearEnd?.disconnect();
    clearTimeout(this.#pause);
  }

  /** The next page joins the tiles that are there, so that no row is left short between them. */
  async #more(link: HTMLAnchorElement): Promise<void> {
    this.#nearEnd?.unobserve(link);
    const page = await read(`${link.href}&fragment=1`, this.#alive?.signal);
    const tiles = this.querySelector('.gallery-tiles');
    if (page && tiles && link.isConnected) {
      tiles.append(...page.querySelectorAll('.gallery-tiles > *'));
      const next = page.querySelector('a.more');
      next ? link.replaceWith(next) : link.remove();
      this.#settle();
    }
  }

  #searchSoon(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#find(), searchPauseMs);
  }

  async #find(): Promise<void> {
    this.#search?.abort();
    this.#search = new AbortController();
    const form = this.querySelector<HTMLFormElement>('form[role=search]')!;
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      if (value) {
        url.searchParams.set(name, String(value));
      }
    }
    const page = await read(url.href, this.#search.signal);
    const found = page?.querySelector('#gallery');
    if (found) {
      history.replaceState(null, '', url);
      this.querySelector('#gallery')?.replaceWith(found);
      this.#settle();
    }
  }

  /** Paints placeholders and watches for the end of what is there. */
  #settle(): void {
    for (const tile of this.querySelectorAll<HTMLElement>('a[data-thumbhash]')) {
      const image = tile.querySelector('img');
      if (!tile.style.backgroundImage && !image?.complete) {
        tile.style.backgroundImage = `url(${placeholder(tile.dataset['thumbhash'] ?? '')})`;
      }
    }
    for (const more of this.querySelectorAll<HTMLAnchorElement>('a.more')) {
      this.#nearEnd?.observe(more);
    }
  }
}

async function read(url: string, signal: AbortSignal | undefined): Promise<Document | undefined> {
  try {
    const answer = await fetch(url, { headers: { Accept: 'text/html' }, ...(signal ? { signal } : {}) });
    // A search that was stopped is a page that says so.
    const stopped = answer.status === 503 && answer.headers.get('Content-Type')?.startsWith('text/html');
    return answer.ok || stopped ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    // Left, or offline: the link that was there still works.
    return undefined;
  }
}

import { observeNear } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { placeholder } from '../shared/thumbhash.js';

const searchPauseMs = 250;

/** The gallery: loads further pages while scrolling and searches while typing. The server renders; this element fetches and inserts. */
export class DarkroomGallery extends PageElement {
  static define(tag = 'darkroom-gallery'): void {
    customElements.define(tag, this);
  }

  #search?: AbortController;
  #pause = 0;
  /** Undefined if the browser does not support it; the link to the next page is then followed by a click. */
  readonly #nearEnd = observeNear((link) => void this.#loadMore(link), '1200px');

  protected connected(signal: AbortSignal): void {
    this.querySelector('#search')?.addEventListener('input', () => this.#scheduleSearch(), { signal });
    this.#prepareTiles();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search?.abort();
    this.#nearEnd?.disconnect();
    clearTimeout(this.#pause);
  }

  /** Appends the tiles of the next page to the same grid, so that no row between two pages is incomplete. */
  async #loadMore(link: HTMLAnchorElement): Promise<void> {
    this.#nearEnd?.unobserve(link);
    const page = await read(`${link.href}&fragment=1`, this.signal);
    const tiles = this.querySelector('.gallery-tiles');
    if (page && tiles && link.isConnected) {
      tiles.append(...page.querySelectorAll('.gallery-tiles > *'));
      const next = page.querySelector('a.more');
      next ? link.replaceWith(next) : link.remove();
      this.#prepareTiles();
    }
  }

  #scheduleSearch(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#runSearch(), searchPauseMs);
  }

  async #runSearch(): Promise<void> {
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
    const results = page?.querySelector('#gallery');
    if (results) {
      history.replaceState(null, '', url);
      this.querySelector('#gallery')?.replaceWith(results);
      this.#prepareTiles();
    }
  }

  /** Sets placeholders and observes the link to the next page. */
  #prepareTiles(): void {
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
    // A search that took too long is answered with a page that says so.
    const timedOut = answer.status === 503 && answer.headers.get('Content-Type')?.startsWith('text/html');
    return answer.ok || timedOut ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    // The page was left, or the server is offline. The link still works.
    return undefined;
  }
}

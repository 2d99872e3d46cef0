import { PageElement } from '../shared/page-element.js';
import { counted } from '../shared/texts.js';
import { GridKeys } from './grid-keys.js';
import { fetchState, GridLive } from './grid-live.js';
import { GridPlaces, type Place } from './grid-place.js';
import { readSettings, writeSettings, type GridSettings } from './grid-settings.js';
import { GridTimeline } from './grid-timeline.js';
import { GridView } from './grid-view.js';
import { columnsOf, fetchTiles, TilePages, tilesOf, type TileColumns, type ViewState } from './tile-pages.js';
import type { DarkroomTimeline } from './timeline.js';

/** The view and its first images, as the server writes them into the page. */
interface PageData extends ViewState {
  readonly tiles: TileColumns;
}

/** Tiles around the window that are remembered with the place. */
const remembered = 120;
const firstPage = 256;

const noImages: PageData = {
  view: '', as_of: 0, total: 0, total_exact: true, days: [], tiles: { ids: [], positions: [], widths: [], heights: [], thumbhashes: [], flags: [], alts: [] },
};

/** The number of images of the view is known, or has changed. */
export class TotalEvent extends Event {
  static readonly type = 'darkroom-total';
  readonly total: number;

  constructor(total: number) {
    super(TotalEvent.type, { bubbles: true });
    this.total = total;
  }
}

/** The images of a view: any number of them, of which only those near the window are in the page. */
export class DarkroomGrid extends PageElement {
  static define(tag = 'darkroom-grid'): void {
    customElements.define(tag, this);
  }

  #view!: GridView;
  #keys!: GridKeys;
  #live!: GridLive;
  #settings = readSettings();
  readonly #places = new GridPlaces();
  /** The view as it is now, if that differs from what is shown. */
  #newer: ViewState | undefined;

  protected connected(signal: AbortSignal): void {
    const grid = this.querySelector<HTMLElement>('[role=grid]')!;
    this.#view = new GridView(grid, document.querySelector<HTMLTemplateElement>('template[data-tile]')!, () => this.#onUpdate(), signal);
    this.#keys = new GridKeys(grid, this.#view, signal);
    this.#live = new GridLive((state) => void this.#onLive(state), signal);
    this.querySelector('.new-images')?.addEventListener('click', () => void this.#showNewer(), { signal });
    window.addEventListener('resize', () => this.#arrange(), { signal });
    window.addEventListener('pagehide', () => this.#remember(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden && this.#remember(), { signal });
    signal.addEventListener('abort', () => document.documentElement.removeAttribute('data-timeline'), { once: true });
    history.scrollRestoration = 'manual';
    this.#read(this, true);
  }

  get settings(): GridSettings {
    return this.#settings;
  }

  set settings(settings: GridSettings) {
    this.#settings = settings;
    writeSettings(settings);
    this.#arrange();
  }

  /** Shows another view, which the server has written into another grid. */
  adopt(other: HTMLElement): void {
    this.querySelector('.gallery-notice')?.replaceWith(other.querySelector('.gallery-notice')!);
    this.#read(other, false);
  }

  #read(page: HTMLElement, restore: boolean): void {
    this.querySelectorAll('.gallery-tiles, a.more').forEach((list) => list.remove());
    const data = page.querySelector('script[data-view]')?.textContent;
    const { tiles, ...state } = data ? (JSON.parse(data) as PageData) : noImages;
    const place = restore ? this.#places.read(state.view) : undefined;
    this.#live.view = data ? state.view : undefined;
    this.#setNewer(undefined);
    if (place && place.state.as_of <= state.as_of && place.state.total <= state.total) {
      this.#restore(place);
      this.#setNewer(state.total > place.state.total ? state : undefined);
    } else {
      this.#show(this.#pagesOf(state, 0, tiles));
    }
    if (!state.total_exact) {
      void this.#countAll(state);
    }
  }

  /** Reads the days that were not counted at first, because there are many. */
  async #countAll(first: ViewState): Promise<void> {
    const state = await fetchState(`${first.view}&exact=true`, this.signal!).catch(() => undefined);
    const { pages } = this.#view;
    if (state && pages?.state === first) {
      const all = this.#pagesOf({ ...state, view: first.view, as_of: first.as_of }, 0, columnsOf([]));
      all.putAll(pages, 0);
      this.#show(all, this.#view.anchor);
      this.dispatchEvent(new TotalEvent(state.total));
    }
  }

  #pagesOf(state: ViewState, from: number, tiles: TileColumns): TilePages {
    const pages: TilePages = new TilePages(state, (start, end) => this.#view.pages === pages && this.#view.loaded(start, end), () => this.#live.check());
    pages.put(from, tilesOf(tiles));
    return pages;
  }

  /** Shows a view from its start, or at a place in it. */
  #show(pages: TilePages, place?: Pick<Place, 'anchor' | 'at'>): void {
    this.#view.pages?.stop();
    const empty = pages.count === 0;
    this.querySelector<HTMLElement>('[role=grid]')!.hidden = empty;
    this.#timeline?.toggleAttribute('hidden', empty);
    document.documentElement.toggleAttribute('data-timeline', !empty);
    this.#view.pages = pages;
    this.#arrange(place);
  }

  #arrange(place?: Pick<Place, 'anchor' | 'at'>): void {
    const { pages } = this.#view;
    if (pages) {
      this.#view.arrange(pages, this.#settings, place);
      if (this.#timeline) {
        this.#timeline.source = new GridTimeline(this.#view);
      }
    }
  }

  get #timeline(): DarkroomTimeline | null {
    return this.querySelector('darkroom-timeline');
  }

  #onUpdate(): void {
    this.#keys.update();
    this.#timeline?.update(this.#view.scroll.moving);
  }

  #restore(place: Place): void {
    const pages = this.#pagesOf(place.state, place.from, place.tiles);
    this.#show(pages, place);
    const index = place.focused === undefined ? undefined : pages.indexOf(place.focused);
    if (index !== undefined) {
      this.#keys.focus(index, false);
    }
  }

  /** Keeps the place for when the user comes back. */
  #remember(): void {
    const { pages, range: [from, to], focused } = this.#view;
    if (pages && pages.count > 0) {
      const start = Math.max(0, from - remembered);
      const tiles = pages.run(start, to + remembered);
      const focus = pages.get(focused ?? -1)?.id;
      this.#places.write({ state: pages.state, from: tiles.from, tiles: columnsOf(tiles.tiles), ...this.#view.anchor, focused: focus });
    }
  }

  /** Shows new images at once if the newest ones are visible, and offers them otherwise. */
  async #onLive(state: ViewState): Promise<void> {
    const { pages } = this.#view;
    if (!pages || state.view !== pages.state.view) {
      return;
    }
    this.#setNewer(state.total === pages.state.total ? undefined : state);
    if (this.#newer && (state.total < pages.state.total || this.#view.scroll.top <= 0)) {
      await this.#applyNewer();
    }
  }

  #setNewer(state: ViewState | undefined): void {
    this.#newer = state;
    const button = this.querySelector<HTMLElement>('.new-images');
    const count = state ? state.total - (this.#view.pages?.state.total ?? 0) : 0;
    if (button) {
      button.hidden = count <= 0;
      if (count > 0) {
        button.textContent = counted('LiveNewImages', count);
      }
    }
  }

  async #showNewer(): Promise<void> {
    this.#view.jump(this.#view.scroll.start);
    await this.#applyNewer();
    this.#keys.focus(0);
  }

  /** Shows the view as it is now. The images that are shown keep their elements. */
  async #applyNewer(): Promise<void> {
    const [state, old] = [this.#newer, this.#view.pages];
    if (!state || !old) {
      return;
    }
    const tiles = await fetchTiles(state, '', firstPage, this.signal!).catch(() => undefined);
    if (tiles && this.#newer === state && this.#view.pages === old) {
      const focused = old.get(this.#view.focused ?? -1)?.id;
      const pages = this.#pagesOf(state, 0, columnsOf(tiles));
      const added = tiles.findIndex((tile) => tile.id === old.get(0)?.id);
      if (added === state.total - old.state.total) {
        pages.putAll(old, added);
      }
      this.#setNewer(undefined);
      this.#view.focused = focused === undefined ? undefined : pages.indexOf(focused);
      this.#show(pages, this.#view.anchor);
      this.dispatchEvent(new TotalEvent(state.total));
    }
  }
}

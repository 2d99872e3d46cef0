import { PageElement } from '../shared/page-element.js';
import { counted } from '../shared/texts.js';
import { GridKeys } from './grid-keys.js';
import { fetchState, GridLive } from './grid-live.js';
import { GridPlaces, type Place } from './grid-place.js';
import { readSettings, writeSettings, type GridSettings } from './grid-settings.js';
import { GridTimeline } from './grid-timeline.js';
import { GridView } from './grid-view.js';
import { columnsOf, fetchTiles, TilePages, tilesOf, type TileColumns, type ViewState } from './tile-pages.js';
import type { DarkroomLightbox, LightboxSource } from './lightbox.js';
import { Selection } from './selection.js';
import { CompareEvent, ImagesChangedEvent, SelectAllEvent, type DarkroomSelectionBar } from './selection-bar.js';
import { SelectionInput } from './selection-input.js';
import type { DarkroomTimeline } from './timeline.js';

/** The view and its first images, as the server writes them into the page. */
interface PageData extends ViewState {
  readonly tiles: TileColumns;
}

/** Tiles around the window that are remembered with the place. */
const remembered = 120;
const firstPage = 256;

const noImages: PageData = {
  view: '', text: '', as_of: 0, total: 0, total_exact: true, days: [], tiles: { ids: [], positions: [], widths: [], heights: [], thumbhashes: [], flags: [], alts: [] },
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
  readonly #selection = new Selection(() => this.#onSelection());
  /** The view as it is now, if that differs from what is shown. */
  #newer: ViewState | undefined;
  /** The tiles before the last change, which Undo brings back. */
  #before: TilePages | undefined;

  protected connected(signal: AbortSignal): void {
    const grid = this.querySelector<HTMLElement>('[role=grid]')!;
    this.#view = new GridView(grid, document.querySelector<HTMLTemplateElement>('template[data-tile]')!, (id) => this.#selection.has(id), () => this.#onUpdate(), signal);
    this.#keys = new GridKeys(grid, this.#view, signal);
    new SelectionInput(grid, this.#view, this.#keys, this.#selection, {
      selectAll: () => this.#selectAll(),
      change: (select, action) => void this.#bar?.change(select, action),
    }, signal);
    document.addEventListener(ImagesChangedEvent.type, (event) => void this.#onChanged(event as ImagesChangedEvent), { signal });
    this.#live = new GridLive((state) => void this.#onLive(state), signal);
    this.querySelector('.new-images')?.addEventListener('click', () => void this.#showNewer(), { signal });
    window.addEventListener('resize', () => this.#arrange(), { signal });
    window.addEventListener('pagehide', () => this.#remember(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden && this.#remember(), { signal });
    signal.addEventListener('abort', () => document.documentElement.removeAttribute('data-timeline'), { once: true });
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    document.addEventListener(SelectAllEvent.type, () => this.#selectAll(), { signal });
    document.addEventListener(CompareEvent.type, () => this.#compare(), { signal });
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
    const from = location.hash.slice(1);
    const place = restore ? (this.#places.read(state.view) ?? (from ? this.#places.last(state.view, from) : undefined)) : undefined;
    this.#live.view = data ? state : undefined;
    this.#selection.clear();
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
    const state = await fetchState(first, this.signal!, true).catch(() => undefined);
    const { pages } = this.#view;
    if (state && pages?.state === first) {
      const all = this.#pagesOf({ ...state, as_of: first.as_of }, 0, columnsOf([]));
      all.putAll(pages, 0);
      this.#show(all, this.#view.anchor);
      this.dispatchEvent(new TotalEvent(state.total));
    }
  }

  #pagesOf(state: ViewState, from: number, tiles: TileColumns): TilePages {
    const pages: TilePages = new TilePages(state, () => this.#view.pages === pages && this.#view.loaded(), () => void this.#reload(pages));
    pages.put(from, tilesOf(tiles));
    return pages;
  }

  /** Shows a view as it is now, because some of its images have gone. */
  async #reload(old: TilePages): Promise<void> {
    const state = await fetchState(old.state, this.signal!).catch(() => undefined);
    if (state && this.#view.pages === old && state.total !== old.state.total) {
      this.#show(this.#pagesOf(state, 0, columnsOf([])), this.#view.anchor);
      this.dispatchEvent(new TotalEvent(state.total));
    }
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
    this.#lightbox?.update();
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

  get #bar(): DarkroomSelectionBar | null {
    return document.querySelector('darkroom-selection-bar');
  }

  #onSelection(): void {
    this.#view.rows.mark();
    this.toggleAttribute('data-selecting', this.#selection.count > 0);
    this.#bar?.update(this.#selection);
  }

  #selectAll(): void {
    const state = this.#view.pages?.state;
    if (state?.total) {
      this.#selection.selectView(state);
    }
  }

  /** Shows what is left of a view after images have changed. */
  async #onChanged({ selected, action }: ImagesChangedEvent): Promise<void> {
    const { pages: old, anchor } = this.#view;
    const ids = new Set('ids' in selected ? selected.ids : []);
    if (typeof action === 'object' && 'favorite' in action) {
      old?.setFavorite((id) => ('ids' in selected ? ids.has(id) : !selected.except.includes(id)), action.favorite);
      this.#view.rows.mark();
    }
    const state = old && (await fetchState(old.state, this.signal!).catch(() => undefined));
    if (!state || this.#view.pages !== old || state.total === old.state.total) {
      return;
    }
    const pages = this.#pagesOf(state, 0, columnsOf([]));
    const before = this.#before;
    if (before?.count === pages.count) {
      pages.putAll(before, 0);
    }
    const now = before?.count === pages.count ? (index: number) => index : pages.takeWithout(old, ids);
    this.#before = action ? old : undefined;
    const index = anchor.anchor && (now ?? ((one: number) => one))(anchor.anchor.index);
    this.#show(pages, index === undefined ? anchor : { ...anchor, anchor: { ...anchor.anchor!, index } });
    this.dispatchEvent(new TotalEvent(state.total));
  }

  /** Opens an image over the grid. */
  #onClick(event: MouseEvent): void {
    const id = (event.target as Element).closest<HTMLElement>('.grid-cell [data-image-id]')?.dataset['imageId'];
    const index = id === undefined ? undefined : this.#view.pages?.indexOf(id);
    if (index !== undefined && !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#keys.focus(index, false);
      this.#remember();
      this.#lightbox?.open(this.#source(), index);
    }
  }

  #compare(): void {
    const { selected } = this.#selection;
    const { pages } = this.#view;
    const tiles = ('ids' in selected ? selected.ids : []).map((id) => pages?.get(pages.indexOf(id) ?? -1)).filter((tile) => tile !== undefined);
    if (tiles.length > 1) {
      this.#remember();
      this.#lightbox?.compare(this.#source(), tiles);
    }
  }

  get #lightbox(): DarkroomLightbox | null {
    return document.querySelector('darkroom-lightbox');
  }

  /** The images of the view, for the lightbox. */
  #source(): LightboxSource {
    const view = this.#view;
    return {
      get view() {
        return view.pages?.state.view ?? '';
      },
      get count() {
        return view.pages?.count ?? 0;
      },
      tileAt: (index) => {
        const tile = view.pages?.get(index);
        tile ?? view.pages?.want(index - firstPage / 2, index + firstPage / 2);
        return tile;
      },
      indexOf: (id) => view.pages?.indexOf(id),
      onClosed: (index) => this.#keys.focus(index),
    };
  }

  /** Keeps the place for when the user comes back. */
  #remember(): void {
    const { pages, range: [from, to], focused } = this.#view;
    if (pages && pages.count > 0 && !this.#lightbox?.isOpen) {
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
      button.textContent = count > 0 ? counted('LiveNewImages', count) : '';
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

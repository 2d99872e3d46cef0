import { fetchState, GridLive } from './grid-live.js';
import { GridPlaces, type Place } from './grid-place.js';
import type { GridKeys } from './grid-keys.js';
import type { Fixed, GridView } from './grid-view.js';
import type { ImagesChangedEvent } from './selection-bar.js';
import { columnsOf, fetchTiles, TilePages, tilesOf, type TileColumns, type ViewState } from './tile-pages.js';

/** The view and its first images, as the server writes them into the page. */
interface PageData extends ViewState {
  readonly tiles: TileColumns;
}

/** What the grid does when its contents change. */
export interface ContentsListener {
  /** Shows images from the start of the view, or at a place in it. */
  show(pages: TilePages, place: Fixed | undefined): void;
  /** True if images that came since are only offered. */
  readonly holdsNewer: boolean;
  /** Offers to show images that came since. */
  offer(count: number): void;
  /** The number of images has changed. */
  onTotal(total: number): void;
}

/** Tiles around the window that are remembered with the place. */
const remembered = 120;
const firstPage = 256;

const noTiles: TileColumns = { ids: [], positions: [], widths: [], heights: [], thumbhashes: [], flags: [], alts: [] };
const noImages: PageData = { view: '', text: '', as_of: 0, total: 0, total_exact: true, days: [], tiles: noTiles };

/** Which images the grid shows: a view as it was at a moment, and what becomes of it. */
export class GridContents {
  readonly #view: GridView;
  readonly #keys: GridKeys;
  readonly #listener: ContentsListener;
  readonly #signal: AbortSignal;
  readonly #live: GridLive;
  readonly #places = new GridPlaces();
  /** The view as it is now, if that differs from what is shown. */
  #newer: ViewState | undefined;
  /** The tiles before the last change, which Undo brings back. */
  #before: TilePages | undefined;

  constructor(view: GridView, keys: GridKeys, listener: ContentsListener, signal: AbortSignal) {
    [this.#view, this.#keys, this.#listener, this.#signal] = [view, keys, listener, signal];
    this.#live = new GridLive((state) => void this.#onLive(state), signal);
  }

  /**
   * Shows a view.
   * @param json What the server wrote into the page; undefined if the view cannot be shown.
   * @param restore True to return to the place of this entry of the history.
   */
  open(json: string | undefined, restore: boolean): void {
    const { tiles, ...state } = json ? (JSON.parse(json) as PageData) : noImages;
    const from = location.hash.slice(1);
    const place = restore ? (this.#places.read(state.view) ?? (from ? this.#places.last(state.view, from) : undefined)) : undefined;
    this.#live.view = json ? state : undefined;
    if (place && place.state.as_of <= state.as_of && place.state.total <= state.total) {
      this.#restore(place);
      this.#offer(state.total > place.state.total ? state : undefined);
    } else {
      // If images have gone, the tiles of the place are no longer right, but about where it was.
      this.#listener.show(this.#pagesOf(state, place ? noTiles : tiles), place);
      this.#offer(undefined);
    }
    if (!state.total_exact) {
      void this.#countAll(state);
    }
  }

  /** Keeps the place for when the user comes back. */
  remember(): void {
    const { pages, range: [from, to], focused } = this.#view;
    if (pages && pages.count > 0) {
      const run = pages.run(from - remembered, to + remembered);
      this.#places.write({ state: pages.state, from: run.from, tiles: columnsOf(run.tiles), ...this.#view.anchor, focused: pages.get(focused ?? -1)?.id });
    }
  }

  /** Shows the newest images. */
  async showNewer(): Promise<void> {
    this.#view.jump(this.#view.scroll.start);
    await this.#applyNewer();
    this.#keys.focus(0);
  }

  /** Shows what is left of the view after images have changed. */
  async change({ selected, action }: ImagesChangedEvent): Promise<void> {
    const { pages: old, anchor: fixed } = this.#view;
    const ids = new Set('ids' in selected ? selected.ids : []);
    if (typeof action === 'object' && 'favorite' in action) {
      // The tiles that Undo brings back are marked too: the answer may come after the image went into the trash.
      for (const pages of [old, this.#before]) {
        pages?.setFavorite((id) => ('ids' in selected ? ids.has(id) : !selected.except.includes(id)), action.favorite);
      }
      this.#view.rows.mark();
    } else if (old) {
      old.forgetDetails((id) => !('ids' in selected) || ids.has(id));
      this.#view.update();
    }
    const state = old && (await this.#read(old.state));
    if (!state || this.#view.pages !== old || state.total === old.state.total) {
      return;
    }
    const pages = this.#pagesOf(state, noTiles);
    const before = this.#before?.count === pages.count ? this.#before : undefined;
    before && pages.putAll(before, 0);
    const now = before ? undefined : pages.takeWithout(old, ids);
    this.#before = action ? old : undefined;
    const { anchor } = fixed;
    // In an empty grid there was no place.
    this.#replace(pages, old.count === 0 ? undefined : anchor && now ? { ...fixed, anchor: { ...anchor, index: now(anchor.index) } } : fixed);
  }

  #restore(place: Place): void {
    const pages = this.#pagesOf(place.state, place.tiles, place.from);
    this.#listener.show(pages, place);
    const index = place.focused === undefined ? undefined : pages.indexOf(place.focused);
    if (index !== undefined) {
      this.#keys.focus(index, false);
    }
  }

  #pagesOf(state: ViewState, tiles: TileColumns, from = 0): TilePages {
    const pages: TilePages = new TilePages(state, (start, end) => this.#view.pages === pages && this.#view.loaded(start, end), () => void this.#reload(pages));
    pages.put(from, tilesOf(tiles));
    return pages;
  }

  #replace(pages: TilePages, place: Fixed | undefined): void {
    this.#listener.show(pages, place);
    this.#listener.onTotal(pages.state.total);
  }

  async #read(view: ViewState, exact = false): Promise<ViewState | undefined> {
    return await fetchState(view, this.#signal, exact).catch(() => undefined);
  }

  /** Reads the days that were not counted at first, because there are many. */
  async #countAll(first: ViewState): Promise<void> {
    const state = await this.#read(first, true);
    const { pages } = this.#view;
    if (state && pages?.state === first) {
      const all = this.#pagesOf({ ...state, as_of: first.as_of }, noTiles);
      all.putAll(pages, 0);
      this.#replace(all, this.#view.anchor);
    }
  }

  /** Shows the view as it is now, because some of its images have gone. */
  async #reload(old: TilePages): Promise<void> {
    const state = await this.#read(old.state);
    if (state && this.#view.pages === old && state.total !== old.state.total) {
      this.#replace(this.#pagesOf(state, noTiles), this.#view.anchor);
    }
  }

  /** Shows new images at once if the newest ones are visible, and offers them otherwise. */
  async #onLive(state: ViewState): Promise<void> {
    const { pages } = this.#view;
    if (pages && state.view === pages.state.view) {
      this.#offer(state.total === pages.state.total ? undefined : state);
      if (this.#newer && !this.#listener.holdsNewer && (state.total < pages.state.total || this.#view.scroll.top <= 0)) {
        await this.#applyNewer();
      }
    }
  }

  #offer(state: ViewState | undefined): void {
    this.#newer = state;
    this.#listener.offer(state ? state.total - (this.#view.pages?.state.total ?? 0) : 0);
  }

  /** Shows the view as it is now. The images that are shown keep their elements. */
  async #applyNewer(): Promise<void> {
    const [state, old] = [this.#newer, this.#view.pages];
    const tiles = state && (await fetchTiles(state, '', firstPage, this.#signal).catch(() => undefined));
    if (tiles && old && this.#newer === state && this.#view.pages === old) {
      const focused = old.get(this.#view.focused ?? -1)?.id;
      const pages = this.#pagesOf(state, columnsOf(tiles));
      const added = tiles.findIndex((tile) => tile.id === old.get(0)?.id);
      if (added === state.total - old.state.total) {
        pages.putAll(old, added);
      }
      this.#offer(undefined);
      this.#view.focused = focused === undefined ? undefined : pages.indexOf(focused);
      this.#replace(pages, this.#view.anchor);
    }
  }
}

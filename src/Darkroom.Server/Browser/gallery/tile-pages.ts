import { fetchWithRetry } from '../shared/fetch-retry.js';
import { siteUrl } from '../shared/site.js';
import { total, type DayCount } from './sections.js';

/** The tiles of consecutive images, a column for each property. */
export interface TileColumns {
  readonly ids: readonly string[];
  readonly positions: readonly number[];
  readonly widths: readonly number[];
  readonly heights: readonly number[];
  readonly thumbhashes: readonly string[];
  readonly flags: readonly number[];
  readonly alts: readonly string[];
  /** Missing unless details were asked for, as models and tags. */
  readonly providers?: readonly string[];
  readonly models?: readonly (string | null)[];
  readonly tags?: readonly (readonly string[])[];
}

/** What a list says about an image in addition. */
export interface TileDetails {
  readonly provider: string;
  readonly model: string;
  readonly tags: readonly string[];
}

export interface Tile {
  readonly id: string;
  readonly position: number;
  readonly width: number;
  readonly height: number;
  readonly thumbhash: string;
  flags: number;
  readonly alt: string;
  /** Undefined if they were not loaded, or may have changed. */
  details?: TileDetails | undefined;
}

/** The number of positions of each second. */
const positionsPerSecond = 4096;

/** Returns when an image was created, to the second. */
export function createdAt(tile: Tile): Date {
  return new Date(Math.floor(tile.position / positionsPerSecond) * 1000);
}

/** Set in {@link Tile.flags} of a favorite. */
export const favoriteFlag = 1;
/** Set for an image with partial images. */
export const partialsFlag = 16;

/** A view at a moment: the same images have the same indexes, whatever arrives later. */
export interface ViewState {
  /** The parameters of the view, encoded. */
  readonly view: string;
  /** The view in the search language. */
  readonly text: string;
  readonly as_of: number;
  readonly total: number;
  readonly total_exact: boolean;
  readonly days: readonly DayCount[];
}

const pageSize = 256;
/** The most tiles that the server returns at a time. */
const maxPageSize = 500;
/** Tiles beyond these are dropped, the farthest first. */
const maxTiles = 12_000;
const firstRetryMs = 1000;
const maxRetryMs = 30_000;

/** The tiles of a view that are loaded, by index. */
export class TilePages {
  readonly state: ViewState;
  readonly count: number;
  /** True to load the details of tiles too. */
  detailed = false;
  readonly #tiles = new Map<number, Tile>();
  readonly #starts: readonly number[];
  readonly #onLoaded: (from: number, to: number) => void;
  readonly #onStale: () => void;
  #request: { readonly from: number; readonly to: number; readonly abort: AbortController } | undefined;
  #wanted: readonly [from: number, to: number] = [0, 0];
  #failures = 0;
  #retry = 0;
  #stale = false;

  /**
   * @param onLoaded Called with the range of indexes that has been loaded.
   * @param onStale Called once if there are fewer images than the days say, because some have gone.
   */
  constructor(state: ViewState, onLoaded: (from: number, to: number) => void, onStale: () => void) {
    [this.state, this.#onLoaded, this.#onStale] = [state, onLoaded, onStale];
    this.count = total(state.days);
    let start = 0;
    this.#starts = state.days.map(([, images]) => (start += images) - images);
  }

  get(index: number): Tile | undefined {
    return this.#tiles.get(index);
  }

  /** Returns the tiles of a range, or undefined if one is missing. */
  range(from: number, to: number): Tile[] | undefined {
    const tiles: Tile[] = [];
    for (let index = from; index < to; index++) {
      const tile = this.#tiles.get(index);
      if (!tile) {
        return undefined;
      }
      tiles.push(tile);
    }
    return tiles;
  }

  indexOf(id: string): number | undefined {
    for (const [index, tile] of this.#tiles) {
      if (tile.id === id) {
        return index;
      }
    }
    return undefined;
  }

  /** Returns the loaded tiles around the middle of a range without a gap, and the index of the first. */
  run(from: number, to: number): { readonly from: number; readonly tiles: Tile[] } {
    [from, to] = [Math.max(0, from), Math.min(this.count, to)];
    const middle = (from + to) >> 1;
    let [start, end] = [middle, middle];
    while (start > from && this.#tiles.has(start - 1)) {
      start--;
    }
    while (end < to && this.#tiles.has(end)) {
      end++;
    }
    return { from: start, tiles: this.range(start, end) ?? [] };
  }

  /** Marks loaded images as favorites, or not. */
  setFavorite(matches: (id: string) => boolean, favorite: boolean): void {
    for (const tile of this.#tiles.values()) {
      if (matches(tile.id)) {
        tile.flags = favorite ? tile.flags | favoriteFlag : tile.flags & ~favoriteFlag;
      }
    }
  }

  /** Returns the ids of a range; reads those that are not loaded. Undefined if they cannot be read. */
  async idsOf(from: number, to: number): Promise<string[] | undefined> {
    for (let index = from; index < to; index++) {
      if (!this.#tiles.has(index)) {
        const tiles = await fetchTiles(this.state, this.#placeOf(index), maxPageSize, new AbortController().signal).catch(() => undefined);
        if (!tiles?.length) {
          return undefined;
        }
        this.put(index, tiles);
      }
    }
    return this.range(from, to)?.map((tile) => tile.id);
  }

  /** Forgets the details of tiles, because they may have changed. They are loaded again when they are wanted. */
  forgetDetails(matches: (id: string) => boolean): void {
    for (const tile of this.#tiles.values()) {
      if (matches(tile.id)) {
        tile.details = undefined;
      }
    }
  }

  /**
   * Takes the tiles of a view from which images were removed.
   * @returns Where an index of that view is now; undefined if that is not known, because some of them were not loaded.
   */
  takeWithout(other: TilePages, ids: ReadonlySet<string>): ((index: number) => number) | undefined {
    const removed = [...other.#tiles].filter(([, tile]) => ids.has(tile.id)).map(([index]) => index).sort((a, b) => a - b);
    if (removed.length !== ids.size || this.count !== other.count - ids.size) {
      return undefined;
    }
    const now = (index: number): number => index - removed.filter((one) => one < index).length;
    other.#tiles.forEach((tile, index) => ids.has(tile.id) || this.#tiles.set(now(index), tile));
    return now;
  }

  /** Takes the tiles of a view to which images were added before its first one. */
  putAll(other: TilePages, added: number): void {
    other.#tiles.forEach((tile, index) => this.#tiles.has(index + added) || this.#tiles.set(index + added, tile));
  }

  put(from: number, tiles: readonly Tile[]): void {
    tiles.forEach((tile, offset) => from + offset < this.count && this.#tiles.set(from + offset, tile));
  }

  /** Loads what is missing in a range, one request at a time, and gives up a request for tiles that are not in it. */
  want(from: number, to: number): void {
    this.#wanted = [Math.max(0, from), Math.min(this.count, to)];
    const { from: start, to: end, abort } = this.#request ?? {};
    if (abort && (end! <= this.#wanted[0] || start! >= this.#wanted[1])) {
      this.stop();
    }
    this.#next();
  }

  /** Gives up the request that is under way. */
  stop(): void {
    clearTimeout(this.#retry);
    this.#request?.abort.abort();
    this.#request = undefined;
  }

  #next(): void {
    const missing = this.#missing();
    if (!missing || this.#request || this.#stale) {
      return;
    }
    clearTimeout(this.#retry);
    void this.#load(...missing);
  }

  /** Returns the range of the next request, and the parameters that lead there. */
  #missing(): [from: number, to: number, place: string] | undefined {
    const [from, to] = this.#wanted;
    let first = from;
    while (first < to && this.#isLoaded(first)) {
      first++;
    }
    let last = to;
    while (last > first && this.#isLoaded(last - 1)) {
      last--;
    }
    if (first === last) {
      return undefined;
    }
    const [above, below] = [this.#tiles.get(first - 1), this.#tiles.get(last)];
    if (above) {
      return [first, first + pageSize, `before=${above.position}`];
    }
    if (below && last >= pageSize) {
      return [last - pageSize, last, `after=${below.position}`];
    }
    const start = last - first > pageSize ? first : Math.max(0, Math.min((first + last - pageSize) >> 1, this.count - pageSize));
    return [start, start + pageSize, this.#placeOf(start)];
  }

  #isLoaded(index: number): boolean {
    const tile = this.#tiles.get(index);
    return tile !== undefined && (!this.detailed || tile.details !== undefined);
  }

  #placeOf(index: number): string {
    if (index === 0) {
      return '';
    }
    let day = this.#starts.findLastIndex((start) => start <= index);
    // Days without images share their start with the next one.
    day = Math.max(0, day);
    return `at=${this.state.days[day]![0]}&skip=${index - this.#starts[day]!}`;
  }

  async #load(from: number, to: number, place: string): Promise<void> {
    const request = (this.#request = { from, to, abort: new AbortController() });
    let [start, end] = [from, from];
    try {
      const tiles = await fetchTiles(this.state, place, pageSize, request.abort.signal, this.detailed);
      const expected = Math.min(to, this.count) - from;
      start = place.startsWith('after') ? to - tiles.length : from;
      end = start + tiles.length;
      this.put(start, tiles);
      this.#failures = 0;
      this.#stale = tiles.length < expected;
      this.#drop();
    } catch {
      if (!request.abort.signal.aborted) {
        this.#retry = window.setTimeout(() => this.#next(), Math.min(maxRetryMs, firstRetryMs * 2 ** this.#failures++));
      }
    }
    if (this.#request === request) {
      this.#request = undefined;
      if (this.#failures === 0) {
        this.#onLoaded(start, end);
        this.#stale ? this.#onStale() : this.#next();
      }
    }
  }

  #drop(): void {
    if (this.#tiles.size > maxTiles) {
      const centre = (this.#wanted[0] + this.#wanted[1]) / 2;
      const byDistance = [...this.#tiles.keys()].sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre));
      byDistance.slice(maxTiles * 0.75).forEach((index) => this.#tiles.delete(index));
    }
  }
}

/** Reads tiles of a view; `place` are the parameters `before`, `after` or `at`, or nothing for the newest. */
export async function fetchTiles(state: ViewState, place: string, limit: number, signal: AbortSignal, details = false): Promise<Tile[]> {
  const query = [state.view, place, `as_of=${state.as_of}`, `limit=${limit}`, details && 'details=true'].filter(Boolean).join('&');
  const answer = await fetchWithRetry(siteUrl(`/api/images/tiles?${query}`), { signal });
  if (!answer.ok) {
    throw new Error(`Tiles: ${answer.status}`);
  }
  return tilesOf((await answer.json()) as TileColumns);
}

export function tilesOf(columns: TileColumns): Tile[] {
  return columns.ids.map((id, at) => ({
    id,
    position: columns.positions[at]!,
    width: columns.widths[at]!,
    height: columns.heights[at]!,
    thumbhash: columns.thumbhashes[at] ?? '',
    flags: columns.flags[at] ?? 0,
    alt: columns.alts[at] ?? '',
    details: columns.tags && { provider: columns.providers![at]!, model: columns.models![at] ?? '', tags: columns.tags[at]! },
  }));
}

export function columnsOf(tiles: readonly Tile[]): TileColumns {
  return {
    ids: tiles.map((tile) => tile.id),
    positions: tiles.map((tile) => tile.position),
    widths: tiles.map((tile) => tile.width),
    heights: tiles.map((tile) => tile.height),
    thumbhashes: tiles.map((tile) => tile.thumbhash),
    flags: tiles.map((tile) => tile.flags),
    alts: tiles.map((tile) => tile.alt),
  };
}

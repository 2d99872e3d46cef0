import { keep, kept, randomKey } from '../shared/browser-features.js';
import { storageKey } from '../shared/site.js';
import type { Anchor } from './grid-layout.js';
import type { TileColumns, ViewState } from './tile-pages.js';

/** Where the user is in a view, with all that is needed to show it again without a request. */
export interface Place {
  readonly state: ViewState;
  /** The index of the first tile. */
  readonly from: number;
  readonly tiles: TileColumns;
  readonly anchor: Anchor | undefined;
  /** Pixels from the top of the window to the anchor. */
  readonly at: number;
  /** The image that has the focus. */
  readonly focused: string | undefined;
}

/** The places of this many entries of the history are remembered. */
const maxPlaces = 6;
const listKey = storageKey('darkroom-places');

interface Entry {
  readonly key: string;
  readonly view: string;
}

/** Remembers the place of each history entry of this tab. Without storage, pages open at their top. */
export class GridPlaces {
  /** Returns the place of the current history entry; undefined if it is new. */
  read(view: string): Place | undefined {
    const key = (history.state as { place?: string } | null)?.place;
    return key ? this.#read(key, view) : undefined;
  }

  /** Returns the last place in a view, whichever entry it belongs to. */
  last(view: string): Place | undefined {
    const entry = this.#entries().findLast((one) => one.view === view);
    return entry && this.#read(entry.key, view);
  }

  write(place: Place): void {
    const state = history.state as { place?: string } | null;
    const key = state?.place ?? randomKey();
    if (!state?.place) {
      history.replaceState({ ...state, place: key }, '');
    }
    const entries = [...this.#entries().filter((one) => one.key !== key), { key, view: place.state.view }];
    for (const { key: old } of entries.splice(0, entries.length - maxPlaces)) {
      keep(placeKey(old), '');
    }
    keep(placeKey(key), JSON.stringify(place));
    keep(listKey, JSON.stringify(entries));
  }

  #read(key: string, view: string): Place | undefined {
    const text = kept(placeKey(key));
    const place = text ? (JSON.parse(text) as Place) : undefined;
    return place?.state.view === view ? place : undefined;
  }

  #entries(): Entry[] {
    return JSON.parse(kept(listKey) || '[]') as Entry[];
  }
}

function placeKey(key: string): string {
  return `${listKey} ${key}`;
}

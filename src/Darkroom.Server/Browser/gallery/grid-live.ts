import { subscribeAll } from '../shared/shared-stream.js';
import { siteUrl } from '../shared/site.js';
import type { ViewState } from './tile-pages.js';

/** New images are looked for this long after the first of them was reported, because more follow. */
const settleMs = 400;

/** Notices when images arrive or change, in this tab or elsewhere, and reads the view again. */
export class GridLive {
  readonly #onChange: (state: ViewState) => void;
  readonly #signal: AbortSignal;
  #view: NamedView | undefined;
  #timer = 0;
  #request: AbortController | undefined;

  constructor(onChange: (state: ViewState) => void, signal: AbortSignal) {
    [this.#onChange, this.#signal] = [onChange, signal];
    subscribeAll((type) => (type === 'image' || type === 'bulk') && this.check(), signal);
    // The import command is another program, whose images no event reports.
    document.addEventListener('visibilitychange', () => document.hidden || this.check(), { signal });
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** The view to read; undefined if it cannot be. */
  set view(view: NamedView | undefined) {
    this.#view = view;
    this.#stop();
  }

  /** Reads the view's numbers soon. */
  check(): void {
    this.#timer ||= window.setTimeout(() => void this.#read(), settleMs);
  }

  async #read(): Promise<void> {
    this.#stop();
    const request = (this.#request = new AbortController());
    try {
      const state = this.#view === undefined ? undefined : await fetchState(this.#view, request.signal);
      if (state && !this.#signal.aborted && this.#request === request) {
        this.#onChange(state);
      }
    } catch {
      // Offline, or the view was left. The next event tries again.
    }
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#request?.abort();
  }
}

type NamedView = Pick<ViewState, 'view' | 'text'>;

/** Reads the days of a view as it is now. @param exact Counts all of its images, however many there are. */
export async function fetchState({ view, text }: NamedView, signal: AbortSignal, exact = false): Promise<ViewState | undefined> {
  const query = [view, exact ? 'exact=true' : ''].filter(Boolean).join('&');
  const answer = await fetch(siteUrl(`/api/images/days${query && `?${query}`}`), { signal });
  return answer.ok ? { ...((await answer.json()) as Omit<ViewState, keyof NamedView>), view, text } : undefined;
}

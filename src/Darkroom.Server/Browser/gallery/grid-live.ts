import { subscribeAll } from '../shared/shared-stream.js';
import { siteUrl } from '../shared/site.js';
import type { ViewState } from './tile-pages.js';

/** New images are looked for this long after the first of them was reported, because more follow. */
const settleMs = 400;

/** Notices when images arrive, in this tab or elsewhere, and reads the view again. */
export class GridLive {
  readonly #onChange: (state: ViewState) => void;
  readonly #signal: AbortSignal;
  #view: string | undefined;
  #timer = 0;
  #request: AbortController | undefined;

  constructor(onChange: (state: ViewState) => void, signal: AbortSignal) {
    [this.#onChange, this.#signal] = [onChange, signal];
    subscribeAll((type) => type === 'image' && this.check(), signal);
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** The view to read; undefined if it cannot be. */
  set view(view: string | undefined) {
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

/** Reads the days of a view as it is now. */
export async function fetchState(view: string, signal: AbortSignal): Promise<ViewState | undefined> {
  const answer = await fetch(siteUrl(`/api/images/days${view && `?${view}`}`), { signal });
  return answer.ok ? { ...((await answer.json()) as Omit<ViewState, 'view'>), view } : undefined;
}

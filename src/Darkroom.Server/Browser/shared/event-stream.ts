import { closed, openEvents, type Events } from './fetched-events.js';
import { patience } from './patience.js';
import { onWake } from './wake.js';

/** What comes over an event stream, as it comes. */
export interface Receiver {
  /** @param id What the server calls the event; empty for what it says outside of its log. */
  onMessage(type: string, data: string, id: string): void;
  /** The server refuses the stream for good: nothing more will come. */
  onLost(): void;
}

/** The server sends an event at least every 15 seconds: two of them are missing. */
const silenceMs = 35_000;
/** How long a connection may take to open, at first. */
const openingMs = 2500;
/** What was heard so recently is alive. */
const freshMs = 1000;

/**
 * Reads an event stream until the signal fires. When the connection breaks, falls silent or may have died while the page slept, it is
 * opened again exactly after the last event, so nothing is missed and nothing comes twice.
 */
export class EventStream {
  readonly #url: string;
  readonly #receiver: Receiver;
  readonly #types: ReadonlySet<string>;
  #source: Events | undefined;
  #lastId = '';
  #heardAt = 0;
  #attempt = 0;
  #timer = 0;
  #over = false;

  /** @param types The events to pass on; `heartbeat` only if it is one of them. */
  constructor(url: string, receiver: Receiver, signal: AbortSignal, types: readonly string[]) {
    this.#url = url;
    this.#receiver = receiver;
    this.#types = new Set(types);
    signal.addEventListener('abort', () => this.#end(), { once: true });
    onWake(() => this.check(), signal);
    this.#open();
  }

  /** Opens another connection, unless something was received over this one just now. */
  check(): void {
    if (performance.now() - this.#heardAt > freshMs) {
      this.#attempt = 0;
      this.#open();
    }
  }

  #open(): void {
    this.#source?.close();
    if (this.#over) {
      return;
    }
    const source = (this.#source = openEvents(this.#address()));
    source.addEventListener('open', () => this.#heard(source));
    for (const type of new Set([...this.#types, 'error', 'heartbeat'])) {
      source.addEventListener(type, (event) => this.#onEvent(source, type, event));
    }
    this.#heardAt = performance.now();
    this.#wait(patience(this.#attempt++, openingMs));
  }

  /** The address with the place to go on from. */
  #address(): string {
    const url = new URL(this.#url, location.href);
    if (this.#lastId) {
      url.searchParams.set('after', this.#lastId);
    }
    return url.href;
  }

  #onEvent(source: Events, type: string, event: Event): void {
    if (source !== this.#source || this.#over) {
      return;
    }
    // A lost connection is called "error" too, but carries no data.
    if (event instanceof MessageEvent && typeof event.data === 'string') {
      this.#heard(source);
      // An event without an id of its own bears that of the one before.
      const id = event.lastEventId === this.#lastId ? '' : event.lastEventId;
      this.#lastId = event.lastEventId || this.#lastId;
      if (this.#types.has(type)) {
        this.#receiver.onMessage(type, event.data, id);
      }
    } else if (source.readyState === closed) {
      this.#end();
      this.#receiver.onLost();
    } else {
      // It reconnects by itself, perhaps over a connection that is dead too.
      this.#wait(patience(this.#attempt, openingMs));
    }
  }

  #heard(source: Events): void {
    if (source === this.#source && !this.#over) {
      this.#attempt = 0;
      this.#heardAt = performance.now();
      this.#wait(silenceMs);
    }
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#open(), milliseconds);
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#source?.close();
  }
}

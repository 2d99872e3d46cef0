import { closed, openEventSource, type EventSourceLike } from './fetch-event-source.js';
import { attemptTimeout } from './fetch-retry.js';
import { onResume } from './page-resume.js';

/** Receives the events of a stream. */
export interface Receiver {
  /** @param id The event id; empty for events that are not part of a log. */
  onMessage(type: string, data: string, id: string): void;
  /** Called when the server rejects the stream. No more events follow. */
  onRejected(): void;
}

/** The server sends an event at least every 15 seconds, so two are missing. */
const silenceMs = 35_000;
/** The timeout of the first attempts to connect. */
const connectTimeoutMs = 2500;
/** A stream that has received something within this time is not checked. */
const freshMs = 1000;

/**
 * Reads an event stream until the signal fires. If the connection fails, falls silent or may have been lost while the page was suspended, it
 * is reopened after the last event, so that every event is received once.
 */
export class EventStream {
  readonly #url: string;
  readonly #receiver: Receiver;
  readonly #types: ReadonlySet<string>;
  #source: EventSourceLike | undefined;
  #lastId = '';
  #receivedAt = 0;
  #attempt = 0;
  #timer = 0;
  #ended = false;

  /** @param types The event types to pass on. Others, such as `heartbeat`, only keep the stream alive. */
  constructor(url: string, receiver: Receiver, signal: AbortSignal, types: readonly string[]) {
    this.#url = url;
    this.#receiver = receiver;
    this.#types = new Set(types);
    signal.addEventListener('abort', () => this.#end(), { once: true });
    onResume(() => this.check(), signal);
    this.#open();
  }

  /** Opens a new connection unless this one has just received something. */
  check(): void {
    if (performance.now() - this.#receivedAt > freshMs) {
      this.#attempt = 0;
      this.#open();
    }
  }

  #open(): void {
    this.#source?.close();
    if (this.#ended) {
      return;
    }
    const source = (this.#source = openEventSource(this.#resumeUrl()));
    source.addEventListener('open', () => this.#onReceived(source));
    for (const type of new Set([...this.#types, 'error', 'heartbeat'])) {
      source.addEventListener(type, (event) => this.#onEvent(source, type, event));
    }
    this.#receivedAt = performance.now();
    this.#wait(attemptTimeout(this.#attempt++, connectTimeoutMs));
  }

  /** Returns the URL with the id of the last event. */
  #resumeUrl(): string {
    const url = new URL(this.#url, location.href);
    if (this.#lastId) {
      url.searchParams.set('after', this.#lastId);
    }
    return url.href;
  }

  #onEvent(source: EventSourceLike, type: string, event: Event): void {
    if (source !== this.#source || this.#ended) {
      return;
    }
    // A lost connection is called "error" too, but carries no data.
    if (event instanceof MessageEvent && typeof event.data === 'string') {
      this.#onReceived(source);
      // An event without an id has the id of the previous event.
      const id = event.lastEventId === this.#lastId ? '' : event.lastEventId;
      this.#lastId = event.lastEventId || this.#lastId;
      if (this.#types.has(type)) {
        this.#receiver.onMessage(type, event.data, id);
      }
    } else if (source.readyState === closed) {
      this.#end();
      this.#receiver.onRejected();
    } else {
      // It reconnects by itself, but possibly over another lost connection.
      this.#wait(attemptTimeout(this.#attempt, connectTimeoutMs));
    }
  }

  #onReceived(source: EventSourceLike): void {
    if (source === this.#source && !this.#ended) {
      this.#attempt = 0;
      this.#receivedAt = performance.now();
      this.#wait(silenceMs);
    }
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#open(), milliseconds);
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#source?.close();
  }
}

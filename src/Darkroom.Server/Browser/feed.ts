import { parse, receive, type GenerationEvent } from './events.js';

/** Where a followed generation reports to. */
export interface Follower {
  /** @param id The event's place in the log; empty for what the server says outside of it. */
  onEvent(event: GenerationEvent, id: string): void;
  /** The server refuses the stream for good: nothing more will come. */
  onLost(): void;
}

/** An event of the shared stream, as tabs pass it on to each other. */
interface Shared {
  readonly type: string;
  readonly data: string;
  readonly position: string;
}

type Listener = (type: string, data: string, sequence: number) => void;

/** How long after the shared stream was refused for good it is tried again. */
const againMs = 5000;

const listeners = new Map<string, Set<Listener>>();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('darkroom-events') : undefined;
let position = '';
let joined = false;

/**
 * Follows one generation after an event. All tabs of a browser share one stream of everything, because browsers allow only six
 * connections to a server over HTTP/1.1. Until that stream is heard to carry on where this tab stands, and whenever it skips
 * something, the generation's own stream fills in: every event comes once and in order.
 */
export function watch(generation: string, after: number, follower: Follower, signal: AbortSignal): void {
  let last = after;
  let own: AbortController | undefined;

  const accept = (type: string, data: string, sequence: number): void => {
    if (sequence === last + 1) {
      last = sequence;
      follower.onEvent(parse(type, data), String(sequence));
    }
  };
  const fillIn = (): void => {
    own ??= openOwn(`/api/generations/${generation}/events?after=${last}`, accept, follower, signal);
  };
  const listener: Listener = (type, data, sequence) => {
    if (sequence > last + 1) {
      fillIn();
      return;
    }
    own?.abort();
    own = undefined;
    accept(type, data, sequence);
  };

  join();
  const all = listeners.get(generation) ?? new Set();
  listeners.set(generation, all.add(listener));
  fillIn();
  // A tab that comes back may have been asleep, and so may the one that holds the shared stream.
  document.addEventListener('visibilitychange', fillIn, { signal });
  signal.addEventListener('abort', () => {
    own?.abort();
    all.delete(listener);
  }, { once: true });
}

function openOwn(url: string, accept: Listener, follower: Follower, signal: AbortSignal): AbortController {
  const own = new AbortController();
  const either = AbortSignal.any([own.signal, signal]);
  receive(url, {
    onMessage: (type, data, id) => id ? accept(type, data, Number(id)) : follower.onEvent(parse(type, data), ''),
    onLost: () => follower.onLost(),
  }, either);
  return own;
}

/** Takes part in the shared stream: listens to the tab that holds it, and holds it when that tab is gone. */
function join(): void {
  if (joined) {
    return;
  }
  joined = true;
  channel?.addEventListener('message', (message: MessageEvent<Shared>) => deliver(message.data));
  if (channel && 'locks' in navigator) {
    // The lock is kept by never settling; the browser takes it back when the tab goes.
    void navigator.locks.request('darkroom-events', () => new Promise<never>(hold));
  } else {
    hold();
  }
}

/** Opens the shared stream, after the last event that any tab was heard to get. */
function hold(): void {
  receive(position ? `/api/events?after=${position}` : '/api/events', {
    onMessage: (type, data, id) => {
      const shared: Shared = { type, data, position: id };
      channel?.postMessage(shared);
      deliver(shared);
    },
    onLost: () => setTimeout(hold, againMs),
  }, new AbortController().signal);
}

function deliver({ type, data, position: at }: Shared): void {
  position = at;
  const { generation_id, sequence } = JSON.parse(data) as { generation_id?: string; sequence?: number };
  if (generation_id && sequence) {
    listeners.get(generation_id)?.forEach((listener) => listener(type, data, sequence));
  }
}

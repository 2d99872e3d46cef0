import { names, receive } from './events.js';
import { at, keyOf } from './site.js';

// One stream of everything for all tabs of a browser, which opens only six connections to a server over HTTP/1.1. The tab that
// gets the lock holds the stream and passes on what it gets; when it goes, the lock and the stream go to another.

/** @param sequence The event's number in its generation. */
export type Listener = (type: string, data: string, sequence: number) => void;

/** What tabs say to each other: is anybody holding the stream, somebody is, and an event of it. */
type Said = { readonly kind: 'hello' } | { readonly kind: 'alive'; readonly position: string } | Passed;

interface Passed {
  readonly kind: 'event';
  readonly type: string;
  readonly data: string;
  readonly position: string;
}

/** How long after the stream was refused for good it is tried again. */
const againMs = 5000;
/** How long another tab may take to say that it holds the stream. */
const patienceMs = 1500;

/** Another Darkroom on the same host, below another path, has a stream of its own. */
const name = keyOf('darkroom-events');
const listeners = new Map<string, Set<Listener>>();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(name) : undefined;
let begun = false;
let holding = false;
let position = '';
let heard: () => void;
const hearing = new Promise<boolean>((resolve) => (heard = () => resolve(true)));

/** Listens to a generation's events on the shared stream until the signal fires. */
export function join(generation: string, listener: Listener, signal: AbortSignal): void {
  begin();
  const all = listeners.get(generation) ?? new Set();
  listeners.set(generation, all.add(listener));
  signal.addEventListener('abort', () => all.delete(listener), { once: true });
}

/** Whether the shared stream is heard: from then on it has every new event. */
export function live(): Promise<boolean> {
  return Promise.race([hearing, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs))]);
}

function begin(): void {
  if (begun) {
    return;
  }
  begun = true;
  channel?.addEventListener('message', (message: MessageEvent<Said>) => onSaid(message.data));
  say({ kind: 'hello' });
  if (channel && 'locks' in navigator) {
    // The lock is kept by never settling; the browser takes it back when the tab goes.
    void navigator.locks.request(name, () => new Promise<never>(hold));
  } else {
    hold();
  }
}

/** Opens the stream, after the last event that this tab heard of it. */
function hold(): void {
  if (position) {
    // Resumed: nothing is missing, whenever it opens.
    onHolding();
  }
  receive(at(`/api/events?inline=previews${position && `&after=${position}`}`), {
    onMessage: (type, data, id) => {
      position = id;
      onHolding();
      if (type !== 'snapshot') {
        const passed: Passed = { kind: 'event', type, data, position: id };
        say(passed);
        deliver(passed);
      }
    },
    onLost: () => {
      holding = false;
      setTimeout(hold, againMs);
    },
  }, new AbortController().signal, ['snapshot', ...names]);
}

function onHolding(): void {
  if (!holding) {
    holding = true;
    heard();
    say({ kind: 'alive', position });
  }
}

function onSaid(said: Said): void {
  switch (said.kind) {
    case 'hello':
      if (holding) {
        say({ kind: 'alive', position });
      }
      break;
    case 'alive':
      position = said.position;
      heard();
      break;
    case 'event':
      heard();
      deliver(said);
      break;
    default:
      said satisfies never;
  }
}

function deliver({ type, data, position: at }: Passed): void {
  position = at;
  const { generation_id, sequence } = JSON.parse(data) as { generation_id?: string; sequence?: number };
  if (generation_id && sequence) {
    listeners.get(generation_id)?.forEach((listener) => listener(type, data, sequence));
  }
}

function say(said: Said): void {
  channel?.postMessage(said);
}

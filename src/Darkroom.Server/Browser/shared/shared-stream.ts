import type { EventStream } from './event-stream.js';
import { names, receive } from './events.js';
import { openChannel, post } from './optional.js';
import { at, keyOf } from './site.js';
import { onWake } from './wake.js';

// One stream of everything for all tabs of a browser, which opens only six connections to a server over HTTP/1.1. The tab that
// gets the lock holds the stream and passes on what it gets; when it goes, the lock and the stream go to another. A tab that is frozen
// keeps its lock: when it does not answer, another tab takes the lock over.

/** @param sequence The event's number in its generation. */
export type Listener = (type: string, data: string, sequence: number) => void;

/** What tabs say to each other: is the stream alive, this tab holds it, something came over it, and an event of it. */
type Said =
  | { readonly kind: 'hello'; readonly check?: boolean }
  | { readonly kind: 'here' }
  | { readonly kind: 'alive'; readonly position: string }
  | Passed;

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
/** How long nothing may come over the stream until the tab that holds it is asked. A stream looks after itself a little earlier. */
const silenceMs = 40_000;
/** Of the channel and the lock. Another Darkroom on the same host, below another path, has a stream of its own. */
const name = keyOf('darkroom-events');
const listeners = new Map<string, Set<Listener>>();
const channel = openChannel(name);
let begun = false;
/** Lives as long as this tab holds the stream. */
let holder: AbortController | undefined;
let stream: EventStream | undefined;
/** Whether the stream that this tab holds is heard. */
let holding = false;
/** The request for the lock that this tab waits for. */
let waiting: AbortController | undefined;
let answered = false;
let timer = 0;
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
  if (channel) {
    request(false);
    ask(false);
    onWake(() => ask(true), new AbortController().signal);
  } else {
    hold();
  }
}

/** Requests the lock, and holds the stream from when this tab gets it. Without locks every tab holds a stream. */
function request(steal: boolean): void {
  waiting?.abort();
  const mine = (waiting = new AbortController());
  let granted = false;
  // The lock is kept by never settling; the browser takes it back when the tab goes.
  const keep = (): Promise<never> => {
    granted = true;
    return new Promise<never>(hold);
  };
  const locks = async (): Promise<never> => navigator.locks.request(name, steal ? { steal } : { signal: mine.signal }, keep);
  locks().catch(() => {
    if (granted) {
      // Another tab took it over, because this one did not answer.
      letGo();
      request(false);
    } else if (!mine.signal.aborted) {
      hold();
    }
  });
}

/** Opens the stream, after the last event that this tab heard of it. */
function hold(): void {
  holder?.abort();
  const mine = (holder = new AbortController());
  clearTimeout(timer);
  if (position) {
    // Resumed: nothing is missing, whenever it opens.
    onHolding();
  }
  stream = receive(at(`/api/events?inline=previews${position && `&after=${position}`}`), {
    onMessage: (type, data, id) => {
      position = id || position;
      onHolding();
      if (type === 'heartbeat') {
        say({ kind: 'alive', position });
      } else if (type !== 'snapshot') {
        const passed: Passed = { kind: 'event', type, data, position };
        say(passed);
        deliver(passed);
      }
    },
    onLost: () => {
      holding = false;
      setTimeout(() => holder === mine && hold(), againMs);
    },
  }, mine.signal, ['snapshot', 'heartbeat', ...names]);
}

function letGo(): void {
  holder?.abort();
  holder = undefined;
  stream = undefined;
  holding = false;
  watch();
}

function onHolding(): void {
  if (!holding) {
    holding = true;
    heard();
    say({ kind: 'alive', position });
  }
}

/** Asks whether some tab holds the stream, and takes it over if none answers. */
function ask(check: boolean): void {
  if (!holder) {
    answered = false;
    say({ kind: 'hello', check });
    clearTimeout(timer);
    timer = window.setTimeout(() => (answered || holder ? watch() : request(true)), patienceMs);
  }
}

/** Asks again when nothing came over the stream for too long. */
function watch(): void {
  clearTimeout(timer);
  if (!holder) {
    timer = window.setTimeout(() => ask(true), silenceMs);
  }
}

function onSaid(said: Said): void {
  switch (said.kind) {
    case 'hello':
      answer(said.check ?? false);
      break;
    case 'here':
      onAnswer();
      break;
    case 'alive':
      position = said.position || position;
      heard();
      onAnswer();
      break;
    case 'event':
      heard();
      onAnswer();
      deliver(said);
      break;
    default:
      said satisfies never;
  }
}

function onAnswer(): void {
  answered = true;
  watch();
}

function answer(check: boolean): void {
  if (holder) {
    say(holding ? { kind: 'alive', position } : { kind: 'here' });
    if (check) {
      stream?.check();
    }
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
  // If they cannot be told, the other tabs take the stream over when they hear nothing.
  post(channel, said);
}

import type { EventStream } from './event-stream.js';
import { names, receive } from './events.js';
import { GenerationListeners, type Listener } from './generation-listeners.js';
import { onResume } from './page-resume.js';
import { siteUrl } from './site.js';
import { TabLock } from './tab-lock.js';
import { onTabMessage, sendToTabs, sharedName, type ForwardedEvent, type TabMessage } from './tab-messages.js';

// One event stream for all tabs of a browser, because browsers open only six connections to a server over HTTP/1.1. The tab that holds a
// lock opens the stream and forwards its events. When it closes, the lock and the stream move to another tab. A frozen tab keeps its lock:
// if it does not answer, another tab steals the lock.

/** The delay before a rejected stream is opened again. */
const reopenDelayMs = 5000;
/** How long another tab may take to answer that it holds the stream. */
const answerTimeoutMs = 1500;
/** The silence after which the holder is asked. A stream checks itself a little earlier. */
const silenceMs = 40_000;
const listeners = new GenerationListeners();
const lock = new TabLock(sharedName, openStream, closeStream);
let started = false;
/** Set while this tab holds the stream. */
let holder: AbortController | undefined;
let stream: EventStream | undefined;
/** True while the stream that this tab holds receives events. */
let active = false;
let answered = false;
let timer = 0;
/** The id of the last event of the shared stream. */
let position = '';
let markLive: () => void;
const firstSign = new Promise<boolean>((resolve) => (markLive = () => resolve(true)));

/** Subscribes to a generation's events on the shared stream until the signal fires. */
export function subscribe(generation: string, listener: Listener, signal: AbortSignal): void {
  start();
  listeners.add(generation, listener, signal);
}

/** Subscribes to the events of all generations on the shared stream until the signal fires. */
export function subscribeAll(listener: Listener, signal: AbortSignal): void {
  start();
  listeners.addToAll(listener, signal);
}

/** Resolves to true once the shared stream is live and has every new event; to false if that takes too long. */
export function isLive(): Promise<boolean> {
  return Promise.race([firstSign, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), answerTimeoutMs))]);
}

function start(): void {
  if (started) {
    return;
  }
  started = true;
  if (onTabMessage(onMessage)) {
    lock.request(false);
    checkHolder(false);
    onResume(() => checkHolder(true), new AbortController().signal);
  } else {
    openStream();
  }
}

/** Opens the stream in this tab, after the last event that the tab has received. */
function openStream(): void {
  holder?.abort();
  const current = (holder = new AbortController());
  clearTimeout(timer);
  if (position) {
    // A resumed stream misses nothing, whenever it opens.
    onActive();
  }
  stream = receive(siteUrl(`/api/events?inline=previews${position && `&after=${position}`}`), {
    onMessage: (type, data, id) => {
      position = id || position;
      onActive();
      if (type === 'heartbeat') {
        sendToTabs({ kind: 'alive', position });
      } else if (type !== 'snapshot') {
        const event: ForwardedEvent = { kind: 'event', type, data, position };
        sendToTabs(event);
        deliver(event);
      }
    },
    onRejected: () => {
      active = false;
      setTimeout(() => holder === current && openStream(), reopenDelayMs);
    },
  }, current.signal, ['snapshot', 'heartbeat', ...names]);
}

function closeStream(): void {
  holder?.abort();
  holder = stream = undefined;
  active = false;
  waitForSilence();
}

function onActive(): void {
  if (!active) {
    active = true;
    markLive();
    sendToTabs({ kind: 'alive', position });
  }
}

/** Asks whether a tab holds the stream, and steals the lock if none answers. */
function checkHolder(check: boolean): void {
  if (!holder) {
    answered = false;
    sendToTabs({ kind: 'hello', check });
    clearTimeout(timer);
    timer = window.setTimeout(() => (answered || holder ? waitForSilence() : lock.request(true)), answerTimeoutMs);
  }
}

function waitForSilence(): void {
  clearTimeout(timer);
  if (!holder) {
    timer = window.setTimeout(() => checkHolder(true), silenceMs);
  }
}

function onMessage(message: TabMessage): void {
  if (message.kind === 'hello') {
    if (holder) {
      sendToTabs(active ? { kind: 'alive', position } : { kind: 'here' });
      message.check && stream?.check();
    }
    return;
  }
  answered = true;
  waitForSilence();
  switch (message.kind) {
    case 'here':
      break;
    case 'alive':
      position = message.position || position;
      markLive();
      break;
    case 'event':
      markLive();
      deliver(message);
      break;
    default:
      message satisfies never;
  }
}

function deliver(event: ForwardedEvent): void {
  position = event.position;
  listeners.deliver(event.type, event.data);
}

import { openChannel, post } from './browser-features.js';
import { storageKey } from './site.js';

/** An event of the shared stream, forwarded to the other tabs. */
export interface ForwardedEvent {
  readonly kind: 'event';
  readonly type: string;
  readonly data: string;
  readonly position: string;
}

/** The messages between tabs: a check for a holder, a holder whose stream is silent, a holder whose stream is live, a forwarded event. */
export type TabMessage =
  | { readonly kind: 'hello'; readonly check?: boolean }
  | { readonly kind: 'here' }
  | { readonly kind: 'alive'; readonly position: string }
  | ForwardedEvent;

/** The name of the channel and of the lock. Another Darkroom on the same host, below another path, has its own. */
export const sharedName = storageKey('darkroom-events');

const channel = openChannel(sharedName);

/** Receives the messages of the other tabs. False if the browser has no channel between tabs. */
export function onTabMessage(listener: (message: TabMessage) => void): boolean {
  channel?.addEventListener('message', (message: MessageEvent<TabMessage>) => listener(message.data));
  return channel !== undefined;
}

/** Sends a message to the other tabs. If that is not possible, they take the stream over after a silence. */
export function sendToTabs(message: TabMessage): void {
  post(channel, message);
}

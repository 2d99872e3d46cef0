import { openChannel, post } from './browser-features.js';
import { storageKey } from './site.js';
export const sharedName = storageKey('darkroom-events');
const channel = openChannel(sharedName);
export function onTabMessage(listener) {
    channel?.addEventListener('message', (message) => listener(message.data));
    return channel !== undefined;
}
export function sendToTabs(message) {
    post(channel, message);
}

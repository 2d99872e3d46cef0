import { EventStream } from './event-stream.js';
export const names = ['progress', 'partial_image', 'image', 'error', 'complete'];
export function parse(type, data) {
    return { ...JSON.parse(data), type };
}
export function receive(url, receiver, signal, types = names) {
    return new EventStream(url, receiver, signal, types);
}

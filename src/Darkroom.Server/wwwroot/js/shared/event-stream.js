import { closed, openEventSource } from './fetch-event-source.js';
import { attemptTimeout } from './fetch-retry.js';
import { onResume } from './page-resume.js';
const silenceMs = 35_000;
const connectTimeoutMs = 2500;
const freshMs = 1000;
export class EventStream {
    #url;
    #receiver;
    #types;
    #source;
    #lastId = '';
    #receivedAt = 0;
    #attempt = 0;
    #timer = 0;
    #ended = false;
    constructor(url, receiver, signal, types) {
        this.#url = url;
        this.#receiver = receiver;
        this.#types = new Set(types);
        signal.addEventListener('abort', () => this.#end(), { once: true });
        onResume(() => this.check(), signal);
        this.#open();
    }
    check() {
        if (performance.now() - this.#receivedAt > freshMs) {
            this.#attempt = 0;
            this.#open();
        }
    }
    #open() {
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
    #resumeUrl() {
        const url = new URL(this.#url, location.href);
        if (this.#lastId) {
            url.searchParams.set('after', this.#lastId);
        }
        return url.href;
    }
    #onEvent(source, type, event) {
        if (source !== this.#source || this.#ended) {
            return;
        }
        if (event instanceof MessageEvent && typeof event.data === 'string') {
            this.#onReceived(source);
            const id = event.lastEventId === this.#lastId ? '' : event.lastEventId;
            this.#lastId = event.lastEventId || this.#lastId;
            if (this.#types.has(type)) {
                this.#receiver.onMessage(type, event.data, id);
            }
        }
        else if (source.readyState === closed) {
            this.#end();
            this.#receiver.onRejected();
        }
        else {
            this.#wait(attemptTimeout(this.#attempt, connectTimeoutMs));
        }
    }
    #onReceived(source) {
        if (source === this.#source && !this.#ended) {
            this.#attempt = 0;
            this.#receivedAt = performance.now();
            this.#wait(silenceMs);
        }
    }
    #wait(milliseconds) {
        clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => this.#open(), milliseconds);
    }
    #end() {
        this.#ended = true;
        clearTimeout(this.#timer);
        this.#source?.close();
    }
}

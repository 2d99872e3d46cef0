import { receive } from '../shared/events.js';
const reopenDelayMs = 5000;
export class CampaignStateStream {
    #url;
    #onTag;
    #stream;
    constructor(url, onTag, signal) {
        this.#url = url;
        this.#onTag = onTag;
        document.addEventListener('visibilitychange', () => this.#update(), { signal });
        signal.addEventListener('abort', () => this.#close(), { once: true });
        this.#update();
    }
    #close() {
        this.#stream?.abort();
        this.#stream = undefined;
    }
    #update() {
        if (document.hidden) {
            this.#close();
        }
        else if (!this.#stream) {
            const stream = (this.#stream = new AbortController());
            receive(this.#url, {
                onMessage: (_, data) => this.#onTag(JSON.parse(data).mark),
                onRejected: () => {
                    this.#onTag('');
                    window.setTimeout(() => {
                        if (this.#stream === stream) {
                            this.#stream = undefined;
                            this.#update();
                        }
                    }, reopenDelayMs);
                },
            }, stream.signal, ['campaign', 'error']);
        }
    }
}

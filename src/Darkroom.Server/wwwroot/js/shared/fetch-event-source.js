const retryMs = 1000;
export const closed = 2;
export function openEventSource(url) {
    try {
        return new EventSource(url);
    }
    catch {
        return new FetchEventSource(url);
    }
}
class FetchEventSource extends EventTarget {
    readyState = 0;
    #url;
    #abort = new AbortController();
    #lastId = '';
    constructor(url) {
        super();
        this.#url = url;
        void this.#run();
    }
    close() {
        this.readyState = closed;
        this.#abort.abort();
    }
    async #run() {
        while (this.readyState !== closed) {
            await this.#read().catch(() => { });
            if (this.readyState !== closed) {
                this.readyState = 0;
                this.dispatchEvent(new Event('error'));
                await new Promise((resume) => setTimeout(resume, retryMs));
            }
        }
    }
    async #read() {
        const headers = { Accept: 'text/event-stream' };
        if (this.#lastId) {
            headers['Last-Event-ID'] = this.#lastId;
        }
        const answer = await fetch(this.#url, { headers, cache: 'no-store', signal: this.#abort.signal });
        if (!answer.ok || !answer.body || !answer.headers.get('Content-Type')?.startsWith('text/event-stream')) {
            this.readyState = closed;
            this.dispatchEvent(new Event('error'));
            return;
        }
        this.readyState = 1;
        this.dispatchEvent(new Event('open'));
        const reader = answer.body.getReader();
        const decoder = new TextDecoder();
        for (let rest = '';;) {
            const { done, value } = await reader.read();
            if (done || this.readyState === closed) {
                return;
            }
            const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
            rest = blocks.pop() ?? '';
            blocks.forEach((block) => this.#dispatch(block));
        }
    }
    #dispatch(block) {
        const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2)));
        this.#lastId = fields.get('id') ?? this.#lastId;
        const data = fields.get('data');
        if (data !== undefined && this.readyState !== closed) {
            this.dispatchEvent(new MessageEvent(fields.get('event') ?? 'message', { data, lastEventId: this.#lastId }));
        }
    }
}

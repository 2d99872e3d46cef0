const retryMs = 1000;

/** The part of `EventSource` that the pages use. */
export interface EventSourceLike extends EventTarget {
  readonly readyState: number;
  close(): void;
}

/** The `readyState` of a stream that was rejected by the server or closed. */
export const closed = 2;

/** Opens an event stream. Works without `EventSource`. */
export function openEventSource(url: string): EventSourceLike {
  try {
    return new EventSource(url);
  } catch {
    return new FetchEventSource(url);
  }
}

/** Reads an event stream with `fetch`. Reconnects after the last received event, as `EventSource` does. */
class FetchEventSource extends EventTarget implements EventSourceLike {
  readyState = 0;
  readonly #url: string;
  readonly #abort = new AbortController();
  #lastId = '';

  constructor(url: string) {
    super();
    this.#url = url;
    void this.#run();
  }

  close(): void {
    this.readyState = closed;
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    while (this.readyState !== closed) {
      await this.#read().catch(() => {});
      if (this.readyState !== closed) {
        this.readyState = 0;
        this.dispatchEvent(new Event('error'));
        await new Promise((resume) => setTimeout(resume, retryMs));
      }
    }
  }

  async #read(): Promise<void> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
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
    for (let rest = ''; ;) {
      const { done, value } = await reader.read();
      if (done || this.readyState === closed) {
        return;
      }
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      blocks.forEach((block) => this.#dispatch(block));
    }
  }

  /** Dispatches one event in the format that Darkroom writes: `id`, `event` and `data`, each on one line. */
  #dispatch(block: string): void {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string | undefined]));
    this.#lastId = fields.get('id') ?? this.#lastId;
    const data = fields.get('data');
    if (data !== undefined && this.readyState !== closed) {
      this.dispatchEvent(new MessageEvent(fields.get('event') ?? 'message', { data, lastEventId: this.#lastId }));
    }
  }
}

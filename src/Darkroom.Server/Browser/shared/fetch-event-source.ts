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
    for await (const { type, data, id } of readEvents(answer.body)) {
      if (this.readyState === closed) {
        return;
      }
      this.#lastId = id ?? this.#lastId;
      this.dispatchEvent(new MessageEvent(type, { data, lastEventId: this.#lastId }));
    }
  }
}

/** Reads events in the format that Darkroom writes: `id`, `event` and `data`, each on one line. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<{ readonly type: string; readonly data: string; readonly id: string | undefined }> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (let rest = ''; ;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string | undefined]));
      const data = fields.get('data');
      if (data !== undefined) {
        yield { type: fields.get('event') ?? 'message', data, id: fields.get('id') };
      }
    }
  }
}

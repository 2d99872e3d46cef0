import { receive } from '../shared/events.js';

/** The delay before a rejected stream is opened again. */
const reopenDelayMs = 5000;

/**
 * Reports changes of a campaign's state tag. The stream is open only while the page is visible, because browsers open only six connections
 * to a server. Each stream begins with the current tag, so no change is missed.
 */
export class CampaignStateStream {
  readonly #url: string;
  readonly #onTag: (tag: string) => void;
  #stream: AbortController | undefined;

  /** @param onTag Called with the state tag; with an empty one if the stream is rejected, because the campaign or the link has gone. */
  constructor(url: string, onTag: (tag: string) => void, signal: AbortSignal) {
    this.#url = url;
    this.#onTag = onTag;
    document.addEventListener('visibilitychange', () => this.#update(), { signal });
    signal.addEventListener('abort', () => this.#close(), { once: true });
    this.#update();
  }

  #close(): void {
    this.#stream?.abort();
    this.#stream = undefined;
  }

  #update(): void {
    if (document.hidden) {
      this.#close();
    } else if (!this.#stream) {
      const stream = (this.#stream = new AbortController());
      receive(this.#url, {
        onMessage: (_, data) => this.#onTag((JSON.parse(data) as { mark: string }).mark),
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

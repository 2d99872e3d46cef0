import { receive } from '../shared/events.js';

/** How long after the stream was refused it is tried again. */
const againMs = 5000;

/**
 * Hears when a campaign is not any more as a page shows it. The stream is open only while the page is seen: browsers have six
 * connections to a server, and tabs in the background need none. Each stream begins with the mark of what is there now, so nothing is
 * missed in between.
 */
export class CampaignNews {
  readonly #url: string;
  readonly #onMark: (mark: string) => void;
  #stream: AbortController | undefined;

  /** @param onMark Gets the campaign's mark; none when the stream is refused, because the campaign is gone or the link has ended. */
  constructor(url: string, onMark: (mark: string) => void, signal: AbortSignal) {
    this.#url = url;
    this.#onMark = onMark;
    document.addEventListener('visibilitychange', () => this.#follow(), { signal });
    signal.addEventListener('abort', () => this.#leave(), { once: true });
    this.#follow();
  }

  #leave(): void {
    this.#stream?.abort();
    this.#stream = undefined;
  }

  #follow(): void {
    if (document.hidden) {
      this.#leave();
    } else if (!this.#stream) {
      const stream = (this.#stream = new AbortController());
      receive(this.#url, {
        onMessage: (_, data) => this.#onMark((JSON.parse(data) as { mark: string }).mark),
        onLost: () => {
          this.#onMark('');
          window.setTimeout(() => {
            if (this.#stream === stream) {
              this.#stream = undefined;
              this.#follow();
            }
          }, againMs);
        },
      }, stream.signal, ['campaign', 'error']);
    }
  }
}

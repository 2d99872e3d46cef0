import { openEvents } from './fetched-events.js';
import { at } from './site.js';
import { text } from './texts.js';

/** Reads a stream with known timing and says what the way from the server does to it, and how to mend it. */
export class DarkroomStreamCheck extends HTMLElement {
  static define(tag = 'darkroom-stream-check'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;

  /** In seconds; longer than the idle limit of most proxies, which is 60. */
  get silence(): number {
    const seconds = Number(this.dataset['silence'] ?? Number.NaN);
    return Number.isInteger(seconds) && seconds >= 0 ? seconds : 65;
  }

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    const button = this.querySelector<HTMLButtonElement>('#check-stream');
    button?.toggleAttribute('disabled', false);
    button?.addEventListener('click', () => void this.#run(button, signal), { signal });
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  async #run(button: HTMLButtonElement, signal: AbortSignal): Promise<void> {
    const { silence } = this;
    button.disabled = true;
    this.querySelector('#findings')?.replaceChildren();
    this.#say(...protocolFinding(this.dataset['protocol'] ?? ''));
    const arrivals: number[] = [];
    let quiet = 0;
    const ended = new Promise<boolean>((resolve) => {
      const source = openEvents(at(`/api/stream-check?silence=${silence}`));
      let patience = 0;
      const stop = (whole: boolean): void => {
        clearTimeout(patience);
        source.close();
        resolve(whole);
      };
      // A connection can die without closing: then neither an event nor an error comes.
      const cut = (): void => {
        quiet = (performance.now() - (arrivals.at(-1) ?? performance.now())) / 1000;
        stop(false);
      };
      const wait = (): void => {
        clearTimeout(patience);
        patience = window.setTimeout(cut, silence * 1000 + lateMs);
      };
      wait();
      source.addEventListener('beat', (event) => {
        wait();
        const { of, gap_ms } = JSON.parse((event as MessageEvent<string>).data) as { of: number; gap_ms: number };
        arrivals.push(performance.now());
        if (arrivals.length === of) {
          this.#say(...bufferFinding(arrivals, gap_ms));
          this.#say('wait', text('LiveSilenceWait', silence));
        }
      }, { signal });
      source.addEventListener('end', () => stop(true), { signal });
      source.addEventListener('error', cut, { signal });
      signal.addEventListener('abort', () => stop(true), { once: true });
    });
    const whole = await ended;
    this.querySelector('#findings [data-finding=wait]')?.remove();
    this.#say(...silenceFinding(whole, arrivals.length, whole ? silence : Math.round(quiet)));
    button.disabled = false;
  }

  #say(finding: Finding, message: string): void {
    const line = document.createElement('li');
    line.dataset['finding'] = finding;
    line.textContent = message;
    this.querySelector('#findings')?.append(line);
  }
}

/** How much later than announced an event may come until the connection counts as dead. */
const lateMs = 30_000;

type Finding = 'good' | 'bad' | 'wait';

function protocolFinding(server: string): [Finding, string] {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const browser = page?.nextHopProtocol || text('LiveUnknown');
  return server === 'HTTP/1.0'
    ? ['bad', text('LiveHttp10')]
    : ['good', text('LiveBrowserProtocol', browser, server)];
}

function bufferFinding(arrivals: readonly number[], gap: number): [Finding, string] {
  const spread = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0);
  return spread < (gap * (arrivals.length - 1)) / 2
    ? ['bad', text('LiveBuffered')]
    : ['good', text('LiveStreamed')];
}

/** Darkroom sends something at least this often, in seconds. */
const heartbeat = 15;

function silenceFinding(whole: boolean, beats: number, silence: number): [Finding, string] {
  if (whole) {
    return ['good', text('LiveSilenceKept', silence)];
  }
  if (beats === 0) {
    return ['bad', text('LiveNoEvents')];
  }
  return silence > heartbeat
    ? ['good', text('LiveSilenceCut', silence, heartbeat)]
    : ['bad', text('LiveSilenceCutEarly', silence, heartbeat)];
}

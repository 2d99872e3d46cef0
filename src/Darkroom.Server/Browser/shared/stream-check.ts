import { openEventSource } from './fetch-event-source.js';
import { PageElement } from './page-element.js';
import { siteUrl } from './site.js';
import { text } from './texts.js';

/** Tests event streams: reads a stream with known timing and reports what proxies do to it, and how to fix it. */
export class DarkroomStreamCheck extends PageElement {
  static define(tag = 'darkroom-stream-check'): void {
    customElements.define(tag, this);
  }


  /** The length of the silence in seconds; longer than the usual idle timeout of proxies, which is 60. */
  get silence(): number {
    const seconds = Number(this.dataset['silence'] ?? Number.NaN);
    return Number.isInteger(seconds) && seconds >= 0 ? seconds : 65;
  }

  protected connected(signal: AbortSignal): void {
    const button = this.querySelector<HTMLButtonElement>('#check-stream');
    button?.toggleAttribute('disabled', false);
    button?.addEventListener('click', () => void this.#run(button, signal), { signal });
  }

  async #run(button: HTMLButtonElement, signal: AbortSignal): Promise<void> {
    const { silence } = this;
    button.disabled = true;
    this.querySelector('#findings')?.replaceChildren();
    this.#report(...protocolFinding(this.dataset['protocol'] ?? ''));
    const arrivals: number[] = [];
    let quiet = 0;
    const ended = new Promise<boolean>((resolve) => {
      const source = openEventSource(siteUrl(`/api/stream-check?silence=${silence}`));
      let timer = 0;
      const stop = (complete: boolean): void => {
        clearTimeout(timer);
        source.close();
        resolve(complete);
      };
      // A connection can be lost without closing: then neither an event nor an error is raised.
      const cut = (): void => {
        quiet = (performance.now() - (arrivals.at(-1) ?? performance.now())) / 1000;
        stop(false);
      };
      const wait = (): void => {
        clearTimeout(timer);
        timer = window.setTimeout(cut, silence * 1000 + lateMs);
      };
      wait();
      source.addEventListener('beat', (event) => {
        wait();
        const { of, gap_ms } = JSON.parse((event as MessageEvent<string>).data) as { of: number; gap_ms: number };
        arrivals.push(performance.now());
        if (arrivals.length === of) {
          this.#report(...bufferFinding(arrivals, gap_ms));
          this.#report('wait', text('LiveSilenceWait', silence));
        }
      }, { signal });
      source.addEventListener('end', () => stop(true), { signal });
      source.addEventListener('error', cut, { signal });
      signal.addEventListener('abort', () => stop(true), { once: true });
    });
    const complete = await ended;
    this.querySelector('#findings [data-finding=wait]')?.remove();
    this.#report(...silenceFinding(complete, arrivals.length, complete ? silence : Math.round(quiet)));
    button.disabled = false;
  }

  #report(finding: Finding, message: string): void {
    const line = document.createElement('li');
    line.dataset['finding'] = finding;
    line.textContent = message;
    this.querySelector('#findings')?.append(line);
  }
}

/** The delay after which a late event counts as lost. */
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

/** The longest interval between two events of Darkroom, in seconds. */
const heartbeat = 15;

function silenceFinding(complete: boolean, beats: number, silence: number): [Finding, string] {
  if (complete) {
    return ['good', text('LiveSilenceKept', silence)];
  }
  if (beats === 0) {
    return ['bad', text('LiveNoEvents')];
  }
  return silence > heartbeat
    ? ['good', text('LiveSilenceCut', silence, heartbeat)]
    : ['bad', text('LiveSilenceCutEarly', silence, heartbeat)];
}

import { openEventSource } from './fetch-event-source.js';
import { PageElement } from './page-element.js';
import { siteUrl } from './site.js';
import { text } from './texts.js';
export class DarkroomStreamCheck extends PageElement {
    static define(tag = 'darkroom-stream-check') {
        customElements.define(tag, this);
    }
    get silence() {
        const seconds = Number(this.dataset['silence'] ?? Number.NaN);
        return Number.isInteger(seconds) && seconds >= 0 ? seconds : 65;
    }
    connected(signal) {
        const button = this.querySelector('#check-stream');
        button?.toggleAttribute('disabled', false);
        button?.addEventListener('click', () => void this.#run(button, signal), { signal });
    }
    async #run(button, signal) {
        const { silence } = this;
        button.disabled = true;
        this.querySelector('#findings')?.replaceChildren();
        this.#report(...protocolFinding(this.dataset['protocol'] ?? ''));
        const arrivals = [];
        let quiet = 0;
        const ended = new Promise((resolve) => {
            const source = openEventSource(siteUrl(`/api/stream-check?silence=${silence}`));
            let timer = 0;
            const stop = (complete) => {
                clearTimeout(timer);
                source.close();
                resolve(complete);
            };
            const cut = () => {
                quiet = (performance.now() - (arrivals.at(-1) ?? performance.now())) / 1000;
                stop(false);
            };
            const wait = () => {
                clearTimeout(timer);
                timer = window.setTimeout(cut, silence * 1000 + lateMs);
            };
            wait();
            source.addEventListener('beat', (event) => {
                wait();
                const { of, gap_ms } = JSON.parse(event.data);
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
    #report(finding, message) {
        const line = document.createElement('li');
        line.dataset['finding'] = finding;
        line.textContent = message;
        this.querySelector('#findings')?.append(line);
    }
}
const lateMs = 30_000;
function protocolFinding(server) {
    const [page] = performance.getEntriesByType('navigation');
    const browser = page?.nextHopProtocol || text('LiveUnknown');
    return server === 'HTTP/1.0'
        ? ['bad', text('LiveHttp10')]
        : ['good', text('LiveBrowserProtocol', browser, server)];
}
function bufferFinding(arrivals, gap) {
    const spread = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0);
    return spread < (gap * (arrivals.length - 1)) / 2
        ? ['bad', text('LiveBuffered')]
        : ['good', text('LiveStreamed')];
}
const heartbeat = 15;
function silenceFinding(complete, beats, silence) {
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

var _a;
import { runOnce } from '../shared/button-guard.js';
import { followGeneration } from '../shared/generation-feed.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { changeGeneration } from './generation-requests.js';
import { RunEvent, statusText } from './run-event.js';
import { DarkroomTile } from './tile.js';
export class DarkroomSheet extends PageElement {
    static define(tag = 'darkroom-sheet') {
        customElements.define(tag, this);
    }
    #stream;
    #done = 0;
    #ended = new Set();
    connected(signal) {
        this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
        signal.addEventListener('abort', () => this.#stream?.abort());
        const ended = this.querySelectorAll('[data-image-index]:not([data-state=waiting], [data-state=developing])');
        this.#ended = new Set([...ended].map((tile) => Number(tile.dataset['imageIndex'])));
        if (this.dataset['generation'] && this.dataset['status'] === 'running') {
            this.#listen();
        }
    }
    prepare(request) {
        this.querySelector('.sheet-prompt')?.replaceChildren(request.prompt);
        this.querySelector('.sheet-facts')?.replaceChildren(request.facts);
        const tiles = this.querySelector('.sheet-tiles');
        const pattern = this.querySelector(_a.#tileTag);
        const ratio = request.width / request.height;
        tiles.dataset['shape'] = ratio < 0.9 ? 'tall' : ratio > 1.2 ? 'wide' : 'square';
        tiles.replaceChildren(...Array.from({ length: request.n }, () => pattern.cloneNode(true)));
        this.#tiles.forEach((tile, index) => tile.prepare(index, request.width, request.height));
        this.dataset['of'] = String(request.n);
        this.#report(text('LiveSending'));
    }
    start(generation) {
        this.dataset['generation'] = generation;
        this.dataset['after'] = '0';
        this.#start();
    }
    static #tileTag = 'darkroom-tile';
    get #tiles() {
        return [...this.querySelectorAll(_a.#tileTag)];
    }
    #listen() {
        this.#stream = new AbortController();
        followGeneration(this.dataset['generation'] ?? '', Number(this.dataset['after'] ?? 0), {
            onEvent: (event, id) => {
                this.dataset['after'] = id || (this.dataset['after'] ?? '0');
                this.#apply(event);
            },
            onRejected: () => {
                this.#stream?.abort();
                this.#report(text('LiveConnectionLost'));
            },
        }, this.#stream.signal);
    }
    #onSubmit(event) {
        event.preventDefault();
        const tile = event.target.closest(_a.#tileTag);
        const url = siteUrl(`/api/generations/${this.dataset['generation']}/${tile ? `images/${tile.index}/retry` : 'cancel'}`);
        void runOnce(url, tile?.querySelector('.tile-retry button') ?? null, async () => {
            const answer = await changeGeneration(url);
            if ('problem' in answer) {
                tile ? tile.showAdvice(answer.problem) : this.#report(answer.problem);
            }
            else if (tile && Number(this.dataset['after']) < answer.last_event_id) {
                this.#start();
            }
            return !('problem' in answer);
        });
    }
    #start() {
        this.dataset['status'] = 'running';
        this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', false);
        if (this.#stream?.signal.aborted ?? true) {
            this.#listen();
        }
    }
    #report(message) {
        this.dispatchEvent(new RunEvent('running', message, this.#done, Number(this.dataset['of'])));
    }
    #apply(event) {
        const alt = this.querySelector('.sheet-prompt')?.textContent ?? '';
        const tile = 'image_index' in event && event.image_index !== undefined ? this.#tiles[event.image_index] : undefined;
        switch (event.type) {
            case 'progress':
                if (event.stage === 'started' || event.stage === 'generating' || event.stage === 'finishing') {
                    tile?.develop(event);
                    this.#tiles.filter((other) => other.state === 'waiting').forEach((waiting, position) => waiting.showPosition(position));
                }
                else if (tile) {
                    this.#ended.delete(tile.index);
                    tile.wait(event.stage === 'waiting' ? event.message : '');
                }
                else if (event.stage === 'waiting') {
                    this.#tiles.filter((other) => other.state === 'waiting').forEach((waiting) => waiting.wait(event.message));
                }
                this.#done = event.done;
                this.dispatchEvent(new RunEvent('running', statusText(event, this.#ended.size), event.done, event.of));
                break;
            case 'partial_image':
                void tile?.showPartial(event, alt);
                break;
            case 'image':
                this.#ended.add(event.image_index);
                void tile?.showFinal(event, alt);
                break;
            case 'error':
                if (tile) {
                    this.#ended.add(tile.index);
                    tile.fail(event);
                }
                break;
            case 'complete':
                this.#finish(event);
                break;
            default:
                event;
        }
    }
    #finish(event) {
        this.#stream?.abort();
        this.dataset['status'] = event.status;
        this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', true);
        this.dispatchEvent(new RunEvent(event.status, statusText(event, this.#ended.size), event.done, event.of));
    }
}
_a = DarkroomSheet;

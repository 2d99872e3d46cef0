import { runOnce } from '../shared/button-guard.js';
import type { CompleteEvent, GenerationEvent } from '../shared/events.js';
import { followGeneration } from '../shared/generation-feed.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { changeGeneration } from './generation-requests.js';
import { RunEvent, statusText, type RunRequest } from './run-event.js';
import { DarkroomTile } from './tile.js';

/** A run's contact sheet: follows the generation's events and passes each to its tile. */
export class DarkroomSheet extends PageElement {
  static define(tag = 'darkroom-sheet'): void {
    customElements.define(tag, this);
  }

  #stream?: AbortController;
  #done = 0;
  /** The images that have ended, by index. */
  #ended = new Set<number>();

  protected connected(signal: AbortSignal): void {
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    signal.addEventListener('abort', () => this.#stream?.abort());
    // By attributes: the tiles of a cloned sheet are upgraded after it.
    const ended = this.querySelectorAll<HTMLElement>('[data-image-index]:not([data-state=waiting], [data-state=developing])');
    this.#ended = new Set([...ended].map((tile) => Number(tile.dataset['imageIndex'])));
    if (this.dataset['generation'] && this.dataset['status'] === 'running') {
      this.#listen();
    }
  }

  /** Shows all tiles before the server has answered, so that the layout does not change later. */
  prepare(request: RunRequest): void {
    this.querySelector('.sheet-prompt')?.replaceChildren(request.prompt);
    this.querySelector('[data-facts]')?.replaceChildren(request.facts);
    const tiles = this.querySelector<HTMLElement>('.sheet-tiles')!;
    const pattern = this.querySelector(DarkroomSheet.#tileTag)!;
    const ratio = request.width / request.height;
    tiles.dataset['shape'] = ratio < 0.9 ? 'tall' : ratio > 1.2 ? 'wide' : 'square';
    tiles.replaceChildren(...Array.from({ length: request.n }, () => pattern.cloneNode(true)));
    this.#tiles.forEach((tile, index) => tile.prepare(index, request.width, request.height));
    this.dataset['of'] = String(request.n);
    this.#report(text('LiveSending'));
  }

  /** Follows a generation that the server has accepted. */
  start(generation: string): void {
    this.dataset['generation'] = generation;
    this.dataset['after'] = '0';
    const share = this.querySelector<HTMLAnchorElement>('.sheet-share');
    if (share) {
      share.href = siteUrl(`/shares?generation=${generation}`);
    }
    this.querySelectorAll('.sheet-share, .sheet-more').forEach((control) => control.toggleAttribute('hidden', false));
    this.#start();
  }

  /** Shows how many images the provider starts before the next one of this run; undefined if that is unknown. */
  showAhead(ahead: number | undefined): void {
    ahead === undefined ? delete this.dataset['ahead'] : (this.dataset['ahead'] = String(ahead));
    this.#showPositions();
  }

  static readonly #tileTag = 'darkroom-tile';

  get #tiles(): DarkroomTile[] {
    return [...this.querySelectorAll<DarkroomTile>(DarkroomSheet.#tileTag)];
  }

  /** The number of images that are being generated now. */
  get #developing(): number {
    // A final image is shown a moment after it has ended.
    return this.#tiles.filter(({ state, index }) => state === 'developing' && !this.#ended.has(index)).length;
  }

  #showPositions(): void {
    const { ahead } = this.dataset;
    if (ahead !== undefined) {
      this.#tiles.filter(({ state }) => state === 'waiting').forEach((tile, index) => tile.showPosition(Number(ahead) + index));
    }
  }

  #listen(): void {
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

  /** Requests a cancel or a retry. The event stream reports the result. */
  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const tile = (event.target as HTMLFormElement).closest<DarkroomTile>(DarkroomSheet.#tileTag);
    const url = siteUrl(`/api/generations/${this.dataset['generation']}/${tile ? `images/${tile.index}/retry` : 'cancel'}`);
    void runOnce(url, tile?.querySelector<HTMLElement>('.tile-retry button') ?? null, async () => {
      const answer = await changeGeneration(url);
      if ('problem' in answer) {
        tile ? tile.showAdvice(answer.problem) : this.#report(answer.problem);
      } else if (tile && Number(this.dataset['after']) < answer.last_event_id) {
        // The stream was not faster than this response.
        this.#start();
      }
      return !('problem' in answer);
    });
  }

  /** Follows the log from the last known event, also after a retry of a finished run. */
  #start(): void {
    this.dataset['status'] = 'running';
    this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', false);
    if (this.#stream?.signal.aborted ?? true) {
      this.#listen();
    }
  }

  /** Shows the state of the run at the sheet, and reports it to the page. */
  #tell(event: RunEvent): void {
    const status = this.querySelector<HTMLElement>('.sheet-status');
    if (status) {
      status.hidden = event.state === 'completed';
      status.textContent = event.message;
    }
    this.dispatchEvent(event);
  }

  #report(message: string): void {
    this.#tell(new RunEvent('running', message, this.#done, Number(this.dataset['of'])));
  }

  #apply(event: GenerationEvent): void {
    const alt = this.querySelector('.sheet-prompt')?.textContent ?? '';
    const tile = 'image_index' in event && event.image_index !== undefined ? this.#tiles[event.image_index] : undefined;
    switch (event.type) {
      case 'progress':
        if (event.stage === 'started' || event.stage === 'generating' || event.stage === 'finishing') {
          tile?.develop(event);
          this.#showPositions();
        } else if (tile) {
          this.#ended.delete(tile.index);
          tile.wait(event.stage === 'waiting' ? event.message : '');
          this.#markRepeated();
        } else if (event.stage === 'waiting') {
          this.#tiles.filter((other) => other.state === 'waiting').forEach((waiting) => waiting.wait(event.message));
        }
        this.#done = event.done;
        this.#tell(new RunEvent('running', statusText(event, this.#developing), event.done, event.of));
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
          this.#markRepeated();
        }
        break;
      case 'complete':
        this.#finish(event);
        break;
      default:
        event satisfies never;
    }
  }

  /** The same reason is shown once. */
  #markRepeated(): void {
    const shown = new Set<string>();
    for (const tile of this.#tiles.filter(({ state }) => state === 'failed')) {
      tile.toggleAttribute('data-repeated', shown.has(tile.reason));
      shown.add(tile.reason);
    }
  }

  #finish(event: CompleteEvent): void {
    this.#stream?.abort();
    this.dataset['status'] = event.status;
    const cancel = this.querySelector('.sheet-cancel');
    if (cancel?.contains(document.activeElement)) {
      this.querySelector<HTMLElement>('.sheet-more')?.focus({ preventScroll: true });
    }
    cancel?.toggleAttribute('hidden', true);
    this.#tell(new RunEvent(event.status, statusText(event, this.#developing), event.done, event.of));
  }
}

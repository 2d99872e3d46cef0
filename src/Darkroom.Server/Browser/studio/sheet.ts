import { runOnce } from '../shared/button-guard.js';
import type { CompleteEvent, GenerationEvent } from '../shared/events.js';
import { followGeneration } from '../shared/generation-feed.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { finishedText, progressText, RunEvent, type RunRequest } from './run-event.js';
import { DarkroomTile } from './tile.js';

/** A run's contact sheet: follows the generation's events and passes each to its tile. */
export class DarkroomSheet extends HTMLElement {
  static define(tag = 'darkroom-sheet'): void {
    customElements.define(tag, this);
  }

  #connection?: AbortController;
  #done = 0;
  /** The images that have ended, by index. */
  #ended = new Set<number>();

  connectedCallback(): void {
    this.addEventListener('submit', this);
    // By attributes: the tiles of a cloned sheet are upgraded after it.
    const ended = this.querySelectorAll<HTMLElement>('[data-image-index]:not([data-state=waiting], [data-state=developing])');
    this.#ended = new Set([...ended].map((tile) => Number(tile.dataset['imageIndex'])));
    if (this.dataset['generation'] && this.dataset['status'] === 'running') {
      this.#listen();
    }
  }

  disconnectedCallback(): void {
    this.removeEventListener('submit', this);
    this.#connection?.abort();
  }

  /** Shows all tiles before the server has answered, so that the layout does not change later. */
  prepare(request: RunRequest): void {
    this.querySelector('.sheet-prompt')?.replaceChildren(request.prompt);
    this.querySelector('.sheet-facts')?.replaceChildren(request.facts);
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
    this.#start();
  }

  handleEvent(event: Event): void {
    event.preventDefault();
    const base = siteUrl(`/api/generations/${this.dataset['generation']}`);
    const tile = (event.target as HTMLFormElement).closest<DarkroomTile>(DarkroomSheet.#tileTag);
    const url = tile ? `${base}/images/${tile.index}/retry` : `${base}/cancel`;
    void runOnce(url, tile?.querySelector<HTMLElement>('.tile-retry button') ?? null, () => this.#send(url, tile));
  }

  static readonly #tileTag = 'darkroom-tile';

  get #tiles(): DarkroomTile[] {
    return [...this.querySelectorAll<DarkroomTile>(DarkroomSheet.#tileTag)];
  }

  #listen(): void {
    this.#connection = new AbortController();
    followGeneration(this.dataset['generation'] ?? '', Number(this.dataset['after'] ?? 0), {
      onEvent: (event, id) => {
        this.dataset['after'] = id || (this.dataset['after'] ?? '0');
        this.#apply(event);
      },
      onRejected: () => {
        this.#connection?.abort();
        this.#report(text('LiveConnectionLost'));
      },
    }, this.#connection.signal);
  }

  /**
   * Requests a cancel or a retry. The event stream reports the result.
   * @returns True if the server accepted the request.
   */
  async #send(url: string, tile: DarkroomTile | null): Promise<boolean> {
    const answer = await fetch(url, { method: 'POST' }).catch(() => undefined);
    if (!answer?.ok) {
      const problem = text(answer ? 'LiveServerRejected' : 'LiveServerUnreachable');
      tile ? tile.showAdvice(problem) : this.#report(problem);
    } else if (tile) {
      const { last_event_id } = (await answer.json()) as { last_event_id: number };
      // The stream may have been faster than this response.
      if (Number(this.dataset['after']) < last_event_id) {
        this.#start();
      }
    }
    return answer?.ok ?? false;
  }

  /** Follows the log from the last known event, also after a retry of a finished run. */
  #start(): void {
    this.dataset['status'] = 'running';
    this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', false);
    if (this.#connection?.signal.aborted ?? true) {
      this.#listen();
    }
  }

  #report(message: string): void {
    this.dispatchEvent(new RunEvent('running', message, this.#done, Number(this.dataset['of'])));
  }

  #apply(event: GenerationEvent): void {
    const alt = this.querySelector('.sheet-prompt')?.textContent ?? '';
    const tile = 'image_index' in event && event.image_index !== undefined ? this.#tiles[event.image_index] : undefined;
    switch (event.type) {
      case 'progress':
        if (event.stage === 'started' || event.stage === 'generating' || event.stage === 'finishing') {
          tile?.develop(event);
          this.#tiles.filter((other) => other.state === 'waiting').forEach((waiting, position) => waiting.showPosition(position));
        } else if (tile) {
          this.#ended.delete(tile.index);
          tile.wait(event.stage === 'waiting' ? event.message : '');
        } else if (event.stage === 'waiting') {
          this.#tiles.filter((other) => other.state === 'waiting').forEach((waiting) => waiting.wait(event.message));
        }
        this.#done = event.done;
        this.dispatchEvent(new RunEvent('running', progressText(event, this.#ended.size), event.done, event.of));
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
        event satisfies never;
    }
  }

  #finish(event: CompleteEvent): void {
    this.#connection?.abort();
    this.dataset['status'] = event.status;
    this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', true);
    this.dispatchEvent(new RunEvent(event.status, finishedText(event), event.done, event.of));
  }
}

import type { CompleteEvent, GenerationEvent } from '../shared/events.js';
import { watch } from '../shared/feed.js';
import { once } from '../shared/presses.js';
import { ending, progress, RunEvent, type Order } from './run.js';
import { DarkroomTile } from './tile.js';
import { at } from '../shared/site.js';
import { text } from '../shared/texts.js';

/** A run's contact sheet: follows its event stream while it lasts and hands each event to its tile. */
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

  /** Puts all tiles up at once, before the server has answered: from here on nothing moves. */
  prepare(order: Order): void {
    this.querySelector('.sheet-prompt')?.replaceChildren(order.prompt);
    this.querySelector('.sheet-facts')?.replaceChildren(order.facts);
    const tiles = this.querySelector<HTMLElement>('.sheet-tiles')!;
    const pattern = this.querySelector(DarkroomSheet.#tile)!;
    const ratio = order.width / order.height;
    tiles.dataset['shape'] = ratio < 0.9 ? 'tall' : ratio > 1.2 ? 'wide' : 'square';
    tiles.replaceChildren(...Array.from({ length: order.n }, () => pattern.cloneNode(true)));
    this.#tiles.forEach((tile, index) => tile.prepare(index, order.width, order.height));
    this.dataset['of'] = String(order.n);
    this.#tell(text('LiveSending'));
  }

  /** Begins to follow the generation that the server has accepted. */
  start(generation: string): void {
    this.dataset['generation'] = generation;
    this.dataset['after'] = '0';
    this.#start();
  }

  handleEvent(event: Event): void {
    event.preventDefault();
    const base = at(`/api/generations/${this.dataset['generation']}`);
    const tile = (event.target as HTMLFormElement).closest<DarkroomTile>(DarkroomSheet.#tile);
    const url = tile ? `${base}/images/${tile.index}/retry` : `${base}/cancel`;
    void once(url, tile?.querySelector<HTMLElement>('.tile-retry button') ?? null, () => this.#send(url, tile));
  }

  static readonly #tile = 'darkroom-tile';

  get #tiles(): DarkroomTile[] {
    return [...this.querySelectorAll<DarkroomTile>(DarkroomSheet.#tile)];
  }

  #listen(): void {
    this.#connection = new AbortController();
    watch(
      this.dataset['generation'] ?? '',
      Number(this.dataset['after'] ?? 0),
      {
        onEvent: (event, id) => {
          this.dataset['after'] = id || (this.dataset['after'] ?? '0');
          this.#apply(event);
        },
        onLost: () => {
          this.#connection?.abort();
          this.#tell(text('LiveConnectionLost'));
        },
      },
      this.#connection.signal,
    );
  }

  /**
   * Asks for a cancel or a retry; what comes of it is told by the event stream.
   * @returns Whether the server accepted it.
   */
  async #send(url: string, tile: DarkroomTile | null): Promise<boolean> {
    const answer = await fetch(url, { method: 'POST' }).catch(() => undefined);
    if (!answer?.ok) {
      const why = text(answer ? 'LiveServerRejected' : 'LiveServerUnreachable');
      tile ? tile.explain(why) : this.#tell(why);
    } else if (tile) {
      const { last_event_id } = (await answer.json()) as { last_event_id: number };
      // The stream may have been quicker than this answer: then all is known already.
      if (Number(this.dataset['after']) < last_event_id) {
        this.#start();
      }
    }
    return answer?.ok ?? false;
  }

  /** A retry goes on after the end that was reached: the log is followed from there. */
  #start(): void {
    this.dataset['status'] = 'running';
    this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', false);
    if (this.#connection?.signal.aborted ?? true) {
      this.#listen();
    }
  }

  #tell(message: string): void {
    this.dispatchEvent(new RunEvent('running', message, this.#done, Number(this.dataset['of'])));
  }

  #apply(event: GenerationEvent): void {
    const alt = this.querySelector('.sheet-prompt')?.textContent ?? '';
    const tile = 'image_index' in event && event.image_index !== undefined ? this.#tiles[event.image_index] : undefined;
    switch (event.type) {
      case 'progress':
        if (event.stage === 'started' || event.stage === 'generating' || event.stage === 'finishing') {
          tile?.develop(event);
          this.#queue();
        } else if (tile) {
          this.#ended.delete(tile.index);
          tile.wait(event.stage === 'waiting' ? event.message : '');
        } else if (event.stage === 'waiting') {
          this.#tiles.filter((one) => one.state === 'waiting').forEach((one) => one.wait(event.message));
        }
        this.#done = event.done;
        this.dispatchEvent(new RunEvent('running', progress(event, this.#ended.size), event.done, event.of));
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
        this.#end(event);
        break;
      default:
        event satisfies never;
    }
  }

  /** Says at each waiting tile how many of this run come first. */
  #queue(): void {
    this.#tiles.filter((tile) => tile.state === 'waiting').forEach((tile, before) => tile.queue(before));
  }

  #end(event: CompleteEvent): void {
    this.#connection?.abort();
    this.dataset['status'] = event.status;
    this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', true);
    this.dispatchEvent(new RunEvent(event.status, ending(event), event.done, event.of));
  }
}

import { follow, type CompleteEvent, type GenerationEvent, type RunState } from './events.js';
import { DarkroomTile } from './tile.js';

/** Says how a run stands, whenever that changes. Bubbles. */
export class RunEvent extends Event {
  static readonly type = 'darkroom-run';
  readonly state: 'running' | RunState;
  readonly message: string;
  readonly done: number;
  readonly of: number;

  constructor(state: 'running' | RunState, message: string, done: number, of: number) {
    super(RunEvent.type, { bubbles: true });
    this.state = state;
    this.message = message;
    this.done = done;
    this.of = of;
  }
}

/** What a run is about to make. */
export interface Order {
  readonly prompt: string;
  readonly facts: string;
  readonly n: number;
  readonly width: number;
  readonly height: number;
}

/** A run's contact sheet: follows its event stream while it lasts and hands each event to its tile. */
export class DarkroomSheet extends HTMLElement {
  static define(tag = 'darkroom-sheet'): void {
    customElements.define(tag, this);
  }

  #connection?: AbortController;

  connectedCallback(): void {
    this.addEventListener('submit', this);
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
    const say = (selector: string, text: string): void => {
      this.querySelector(selector)?.replaceChildren(text);
    };
    say('.sheet-prompt', order.prompt);
    say('.sheet-facts', order.facts);
    const [tiles, pattern] = [this.querySelector<HTMLElement>('.sheet-tiles'), this.querySelector(DarkroomSheet.#tile)];
    if (!tiles || !pattern) {
      return;
    }
    const ratio = order.width / order.height;
    tiles.dataset['shape'] = ratio < 0.9 ? 'tall' : ratio > 1.2 ? 'wide' : 'square';
    tiles.replaceChildren(...Array.from({ length: order.n }, () => pattern.cloneNode(true)));
    this.#tiles.forEach((tile, index) => tile.prepare(index, order.width, order.height));
    this.dataset['of'] = String(order.n);
  }

  /** Begins to follow the generation that the server has accepted. */
  start(generation: string): void {
    this.dataset['generation'] = generation;
    this.dataset['after'] = '0';
    this.dataset['status'] = 'running';
    this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', false);
    this.#listen();
  }

  handleEvent(event: Event): void {
    if (!(event.target instanceof HTMLFormElement)) {
      return;
    }
    event.preventDefault();
    const base = `/api/generations/${this.dataset['generation']}`;
    const tile = event.target.closest<DarkroomTile>(DarkroomSheet.#tile);
    void this.#send(tile ? `${base}/images/${tile.index}/retry` : `${base}/cancel`, tile);
  }

  static readonly #tile = 'darkroom-tile';

  get #tiles(): DarkroomTile[] {
    return [...this.querySelectorAll<DarkroomTile>(DarkroomSheet.#tile)];
  }

  get #prompt(): string {
    return this.querySelector('.sheet-prompt')?.textContent ?? '';
  }

  #listen(): void {
    this.#connection?.abort();
    this.#connection = new AbortController();
    const after = this.dataset['after'] ?? '0';
    follow(
      `/api/generations/${this.dataset['generation']}/events?after=${after}`,
      (event) => this.#apply(event),
      this.#connection.signal,
    );
  }

  async #send(url: string, tile: DarkroomTile | null): Promise<void> {
    const answer = await fetch(url, { method: 'POST' }).catch(() => undefined);
    if (!answer?.ok || !tile) {
      return;
    }
    // A retry goes on after the end that was reached: follow from where the log stood before it.
    tile.wait('Waiting');
    const { last_event_id } = (await answer.json()) as { last_event_id: number };
    this.dataset['after'] = String(last_event_id);
    this.dataset['status'] = 'running';
    this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', false);
    this.#listen();
  }

  #apply(event: GenerationEvent): void {
    const tile = 'image_index' in event && event.image_index !== undefined ? this.#tiles[event.image_index] : undefined;
    switch (event.type) {
      case 'progress':
        if (event.stage === 'started') {
          tile?.begin();
        } else if (event.stage === 'waiting' || (event.stage === 'queued' && tile)) {
          tile?.wait(event.message);
        }
        this.dispatchEvent(new RunEvent('running', event.message, event.done, event.of));
        break;
      case 'partial_image':
        void tile?.showPartial(event, this.#prompt);
        break;
      case 'image':
        void tile?.showFinal(event, this.#prompt);
        break;
      case 'error':
        tile?.fail(event);
        break;
      case 'complete':
        this.#end(event);
        break;
      default:
        event satisfies never;
    }
  }

  #end(event: CompleteEvent): void {
    this.#connection?.abort();
    this.dataset['status'] = event.status;
    this.querySelector('.sheet-cancel')?.toggleAttribute('hidden', true);
    this.dispatchEvent(new RunEvent(event.status, ending(event), event.done, event.of));
  }
}

function ending({ status, done, of }: CompleteEvent): string {
  switch (status) {
    case 'completed':
      return of === 1 ? 'The image is ready.' : `All ${of} images are ready.`;
    case 'partial':
      return `${done} of ${of} images are ready.`;
    case 'failed':
      return of === 1 ? 'The image failed.' : 'All images failed.';
    case 'cancelled':
      return 'Cancelled.';
    default:
      return status satisfies never;
  }
}

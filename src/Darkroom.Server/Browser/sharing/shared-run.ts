import { receive, parse, type GenerationEvent } from '../shared/events.js';
import { PageElement } from '../shared/page-element.js';
import { text } from '../shared/texts.js';
import type { DarkroomTile } from '../studio/tile.js';

/** A visitor's view of a run: follows its events under the link's address and passes each to its tile. */
export class DarkroomSharedRun extends PageElement {
  static define(tag = 'darkroom-shared-run'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
    if (this.dataset['status'] !== 'running') {
      return;
    }
    const stream = new AbortController();
    signal.addEventListener('abort', () => stream.abort(), { once: true });
    // From the first event on: the newest partial images are among them.
    receive(`${this.dataset['root']}/events?inline=previews`, {
      onMessage: (type, data) => {
        const event = parse(type, data);
        this.#apply(event);
        if (event.type === 'complete') {
          stream.abort();
        }
      },
      onRejected: () => this.#report(text('LiveEnded')),
    }, stream.signal);
  }

  #apply(event: GenerationEvent): void {
    const alt = document.querySelector('h1')?.textContent ?? '';
    const tile = 'image_index' in event && event.image_index !== undefined ? this.#tiles[event.image_index] : undefined;
    switch (event.type) {
      case 'progress':
        if (tile && (event.stage === 'started' || event.stage === 'generating' || event.stage === 'finishing') && tile.state === 'waiting') {
          tile.develop();
        } else if (tile && (event.stage === 'queued' || event.stage === 'waiting') && tile.state !== 'ready') {
          tile.wait(text('LiveWaiting'));
        }
        break;
      case 'partial_image':
        void tile?.showPartial(event, alt);
        break;
      case 'image':
        if (tile && tile.state !== 'ready') {
          void tile.showFinal(event, alt).then(() => this.#count());
        }
        break;
      case 'error':
        tile?.fail(event);
        break;
      case 'complete':
        this.dataset['status'] = event.status;
        this.#count();
        break;
      default:
        event satisfies never;
    }
  }

  get #tiles(): DarkroomTile[] {
    return [...this.querySelectorAll<DarkroomTile>('darkroom-tile')];
  }

  #count(): void {
    const tiles = this.#tiles;
    this.#report(text('LiveImagesReady', tiles.filter((tile) => tile.state === 'ready').length, tiles.length));
  }

  #report(message: string): void {
    const status = this.querySelector<HTMLElement>('#status');
    status?.replaceChildren(message);
    status?.setAttribute('data-state', this.dataset['status'] ?? '');
  }
}

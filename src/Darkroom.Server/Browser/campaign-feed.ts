import { watch } from './feed.js';

/** Where a campaign's pictures report to. */
export interface PictureFollower {
  /** @param of How many partial images a picture shows, as far as is known. */
  onPartial(place: string, url: string, index: number, of: number): void;
  /** Something is different from what the page last showed. */
  onChange(): void;
}

const partials = 3;

/** Follows the generations of all pictures that are being made. */
export class CampaignFeed {
  readonly #follower: PictureFollower;
  readonly #signal: AbortSignal;
  readonly #followed = new Set<string>();

  constructor(follower: PictureFollower, signal: AbortSignal) {
    this.#follower = follower;
    this.#signal = signal;
  }

  /** Follows what a page, this one or as the server has it now, says is being made. */
  follow(page: ParentNode): void {
    for (const { dataset } of page.querySelectorAll<HTMLElement>('[data-picture]')) {
      const generation = dataset['generation'];
      if (generation && (dataset['state'] === 'waiting' || dataset['state'] === 'developing') && !this.#followed.has(generation)) {
        this.#followed.add(generation);
        this.#watch(generation, dataset['picture'] ?? '');
      }
    }
  }

  #watch(generation: string, place: string): void {
    const connection = new AbortController();
    const stop = (): void => {
      connection.abort();
      this.#followed.delete(generation);
      this.#follower.onChange();
    };
    watch(generation, 0, {
      onEvent: (event) => {
        switch (event.type) {
          case 'partial_image':
            this.#follower.onPartial(place, event.url, event.partial_image_index, partials);
            break;
          case 'progress':
            if (event.stage === 'started' || event.stage === 'waiting') {
              this.#follower.onChange();
            }
            break;
          case 'image':
          case 'error':
            this.#follower.onChange();
            break;
          case 'complete':
            stop();
            break;
          default:
            event satisfies never;
        }
      },
      onLost: stop,
    }, AbortSignal.any([connection.signal, this.#signal]));
  }
}

import { parse } from './events.js';
import { partialAddress } from './pictures.js';
import { join } from './shared-stream.js';

/** Where a campaign's pictures report to. */
export interface PictureFollower {
  onPartial(place: string, url: string, index: number, of: number): void;
  /** Something is different from what the page last showed. */
  onChange(): void;
}

/** How many partial images a picture shows when nothing else was asked for. */
const partials = 3;
/** How often is looked anyway while pictures are being made: an event may have come before anybody listened. */
const lookAgainMs = 3000;

/**
 * Follows all pictures that are being made over the one stream that tabs share. Where they stand is read from the server's page, so
 * an event only says that it is time to look; a stream for each would use up the connections that a browser has.
 */
export class CampaignFeed {
  readonly #follower: PictureFollower;
  readonly #signal: AbortSignal;
  readonly #followed = new Set<string>();
  #clock = 0;

  constructor(follower: PictureFollower, signal: AbortSignal) {
    this.#follower = follower;
    this.#signal = signal;
    signal.addEventListener('abort', () => clearInterval(this.#clock), { once: true });
  }

  /** Follows what a page, this one or as the server has it now, says is being made. */
  follow(page: ParentNode): void {
    const moving = [...page.querySelectorAll<HTMLElement>('[data-picture]')].filter(({ dataset }) => dataset['state'] === 'waiting' || dataset['state'] === 'developing');
    for (const { dataset } of moving) {
      const generation = dataset['generation'];
      if (generation && !this.#followed.has(generation)) {
        this.#followed.add(generation);
        join(generation, (type, data) => this.#hear(dataset['picture'] ?? '', type, data), this.#signal);
      }
    }
    clearInterval(this.#clock);
    this.#clock = moving.length > 0 ? window.setInterval(() => this.#follower.onChange(), lookAgainMs) : 0;
  }

  #hear(place: string, type: string, data: string): void {
    const event = parse(type, data);
    if (event.type === 'partial_image') {
      this.#follower.onPartial(place, partialAddress(event), event.partial_image_index, partials);
    } else if (event.type !== 'progress' || event.stage === 'started' || event.stage === 'waiting') {
      this.#follower.onChange();
    }
  }
}

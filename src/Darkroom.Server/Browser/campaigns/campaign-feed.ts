import { parse } from '../shared/events.js';
import { partialAddress } from '../shared/pictures.js';
import { join } from '../shared/shared-stream.js';

/** Where a campaign's pictures report to. */
export interface PictureFollower {
  onPartial(place: string, url: string, index: number, of: number): void;
}

/** How many partial images a picture shows when nothing else was asked for. */
const partials = 3;

/**
 * Shows pictures while they develop. Their partial images come over the one stream that tabs share; a stream for each would use up the
 * connections that a browser has. Where a picture stands is told by the campaign's news.
 */
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
      const moving = dataset['state'] === 'waiting' || dataset['state'] === 'developing';
      if (moving && generation && !this.#followed.has(generation)) {
        this.#followed.add(generation);
        join(generation, (type, data) => this.#hear(dataset['picture'] ?? '', type, data), this.#signal);
      }
    }
  }

  #hear(place: string, type: string, data: string): void {
    const event = parse(type, data);
    if (event.type === 'partial_image') {
      this.#follower.onPartial(place, partialAddress(event), event.partial_image_index, partials);
    }
  }
}

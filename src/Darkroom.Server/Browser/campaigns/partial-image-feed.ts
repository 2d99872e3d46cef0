import { parse } from '../shared/events.js';
import { partialImageUrl } from '../shared/generation-images.js';
import { subscribe } from '../shared/shared-stream.js';

/** Receives the partial images of base images. */
export interface PartialImageFollower {
  onPartial(place: string, url: string, index: number, of: number): void;
}

/** The number of partial images per base image. */
const partialCount = 3;

/**
 * Follows the partial images of a campaign's base images over the stream that all tabs share, because browsers limit the number of connections.
 * The state of the images comes from the campaign's own stream.
 */
export class PartialImageFeed {
  readonly #follower: PartialImageFollower;
  readonly #signal: AbortSignal;
  readonly #followed = new Set<string>();

  constructor(follower: PartialImageFollower, signal: AbortSignal) {
    this.#follower = follower;
    this.#signal = signal;
  }

  /** Follows the images that are being generated according to a page. */
  follow(page: ParentNode): void {
    for (const { dataset } of page.querySelectorAll<HTMLElement>('[data-base-image]')) {
      const generation = dataset['generation'];
      const active = dataset['state'] === 'waiting' || dataset['state'] === 'developing';
      if (active && generation && !this.#followed.has(generation)) {
        this.#followed.add(generation);
        subscribe(generation, (type, data) => this.#onEvent(dataset['baseImage'] ?? '', type, data), this.#signal);
      }
    }
  }

  #onEvent(place: string, type: string, data: string): void {
    const event = parse(type, data);
    if (event.type === 'partial_image') {
      this.#follower.onPartial(place, partialImageUrl(event), event.partial_image_index, partialCount);
    }
  }
}

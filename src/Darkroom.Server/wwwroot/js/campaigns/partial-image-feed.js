import { parse } from '../shared/events.js';
import { partialImageUrl } from '../shared/generation-images.js';
import { subscribe } from '../shared/shared-stream.js';
const partialCount = 3;
export class PartialImageFeed {
    #follower;
    #signal;
    #followed = new Set();
    constructor(follower, signal) {
        this.#follower = follower;
        this.#signal = signal;
    }
    follow(page) {
        for (const { dataset } of page.querySelectorAll('[data-picture]')) {
            const generation = dataset['generation'];
            const active = dataset['state'] === 'waiting' || dataset['state'] === 'developing';
            if (active && generation && !this.#followed.has(generation)) {
                this.#followed.add(generation);
                subscribe(generation, (type, data) => this.#onEvent(dataset['picture'] ?? '', type, data), this.#signal);
            }
        }
    }
    #onEvent(place, type, data) {
        const event = parse(type, data);
        if (event.type === 'partial_image') {
            this.#follower.onPartial(place, partialImageUrl(event), event.partial_image_index, partialCount);
        }
    }
}

import { ImageLayers } from '../shared/image-layers.js';
const widths = [320, 640, 1080];
export class CreativeImage {
    #place;
    #layers;
    #partial = -1;
    constructor(place) {
        this.#place = place;
        this.#layers = new ImageLayers(place);
    }
    get isShown() {
        return this.#place.querySelector('img:not([data-partial])') !== null;
    }
    async showPartial(url, index, of) {
        if (index <= this.#partial) {
            return;
        }
        this.#partial = index;
        const image = new Image();
        image.alt = '';
        image.dataset['partial'] = String(index);
        image.src = url;
        await this.#layers.addPartial(image, url, index, of);
    }
    async show(source, alt) {
        const before = this.#place.querySelector('img:not([data-partial])');
        const image = new Image();
        image.alt = alt;
        image.sizes = before?.sizes || this.#place.dataset['sizes'] || '320px';
        image.srcset = widths.map((width) => `${source(width)} ${width}w`).join(', ');
        image.src = source(640);
        const below = await this.#layers.add(image, false, before ? 0 : undefined);
        if (below !== undefined) {
            this.#partial = -1;
            this.#layers.setBlur(0);
        }
        if (below === 0) {
            this.#layers.reveal();
        }
    }
}

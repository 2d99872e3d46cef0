import { Layers } from '../shared/layers.js';

const widths = [320, 640, 1080];

/** What a creative shows: the picture it is made of while that develops, then the creative itself. */
export class CreativePicture {
  readonly #place: HTMLElement;
  readonly #layers: Layers;
  #partial = -1;

  constructor(place: HTMLElement) {
    this.#place = place;
    this.#layers = new Layers(place);
  }

  /** Whether the creative itself is shown. */
  get isThere(): boolean {
    return this.#place.querySelector('img:not([data-partial])') !== null;
  }

  async showPartial(url: string, index: number, of: number): Promise<void> {
    if (index <= this.#partial) {
      return;
    }
    this.#partial = index;
    const image = new Image();
    image.alt = '';
    image.dataset['partial'] = String(index);
    image.src = url;
    if ((await this.#layers.lay(image)) !== undefined) {
      this.#layers.continueWith(url);
      this.#layers.focus(Math.max(0, 1 - index / Math.max(1, of)));
    }
  }

  /**
   * Shows the creative as it is now, decoded before it is laid over what is there: at once where only words changed.
   * @param source Gives the preview's address for a width.
   */
  async show(source: (width: number) => string, alt: string): Promise<void> {
    const before = this.#place.querySelector<HTMLImageElement>('img:not([data-partial])');
    const image = new Image();
    image.alt = alt;
    image.sizes = before?.sizes || this.#place.dataset['sizes'] || '320px';
    image.srcset = widths.map((width) => `${source(width)} ${width}w`).join(', ');
    image.src = source(640);
    const below = await this.#layers.lay(image, false, before ? 0 : undefined);
    if (below !== undefined) {
      this.#partial = -1;
      this.#layers.focus(0);
    }
    if (below === 0) {
      this.#layers.reveal();
    }
  }
}

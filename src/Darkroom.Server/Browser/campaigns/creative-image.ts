import { ImageLayers } from '../shared/image-layers.js';

const widths = [320, 640, 1080];

/** The image of a creative: the partial images of its base image, then the creative itself. */
export class CreativeImage {
  readonly #place: HTMLElement;
  readonly #layers: ImageLayers;
  #partial = -1;

  constructor(place: HTMLElement) {
    this.#place = place;
    this.#layers = new ImageLayers(place);
  }

  /** True if the creative itself is shown. */
  get isShown(): boolean {
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
    await this.#layers.addPartial(image, url, index, of);
  }

  /**
   * Shows the current creative. Without a fade if it replaces an earlier version.
   * @param source Returns the URL of the preview for a width.
   */
  async show(source: (width: number) => string, alt: string): Promise<void> {
    const before = this.#place.querySelector<HTMLImageElement>('img:not([data-partial])');
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

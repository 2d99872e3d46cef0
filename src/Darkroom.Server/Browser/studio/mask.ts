import { PageElement } from '../shared/page-element.js';
import { readAsDataUrl } from './image-intake.js';
import { text } from '../shared/texts.js';
import type { MaskPainter } from './mask-painter.js';

/** The mask of the first input image: painted with a brush, or a file. */
export class DarkroomMask extends PageElement {
  static define(tag = 'darkroom-mask'): void {
    customElements.define(tag, this);
  }

  /** The mask as a data URL. */
  value: string | undefined;

  /** Called with a problem to show, or with an empty text to clear it. */
  onProblem: (text: string) => void = () => {};

  #image: string | undefined;
  #painter: MaskPainter | undefined;

  protected connected(signal: AbortSignal): void {
    const on = (selector: string, type: string, listener: (event: Event) => void): void =>
      this.querySelector(selector)?.addEventListener(type, listener, { signal });
    on('[data-paint]', 'click', () => void this.#paint(signal));
    on('#mask', 'change', (event) => void this.#onFile(event.target as HTMLInputElement));
    on('[data-mask]', 'click', (event) => event.target instanceof HTMLButtonElement && this.#setMask(undefined));
  }

  /** Sets the first input image. A mask belongs to one image and is removed with it. */
  setImage(image: string | undefined, supported: boolean): void {
    this.hidden = !supported;
    if (image !== this.#image) {
      this.#image = image;
      this.#painter?.reset();
      this.#setMask(undefined);
    }
  }

  /** Uses a mask; null for none. */
  async use(mask: Blob | null): Promise<void> {
    this.#setMask(mask ? await readAsDataUrl(mask) : undefined);
  }

  async #paint(signal: AbortSignal): Promise<void> {
    const { MaskPainter } = await import('./mask-painter.js');
    this.#painter ??= new MaskPainter(this.querySelector('dialog')!, (mask) => void this.use(mask), signal);
    if (!(await this.#painter.open(this.#image ?? ''))) {
      this.onProblem(text('LiveMaskUnpaintable'));
    }
  }

  async #onFile(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (file?.type === 'image/png') {
      this.#setMask(await readAsDataUrl(file));
    } else if (file) {
      this.onProblem(text('LiveMaskNotPng', file.name));
    }
  }

  #setMask(mask: string | undefined): void {
    this.value = mask;
    this.onProblem('');
    const list = this.querySelector('[data-mask]');
    const item = this.parentElement?.querySelector<HTMLTemplateElement>(':scope > template')?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    list?.replaceChildren(...(mask && item ? [item] : []));
    if (mask && item) {
      Object.assign(item.querySelector('img')!, { src: mask, alt: text('LiveMask') });
      item.querySelector('button')!.ariaLabel = text('LiveRemoveMask');
    }
  }
}

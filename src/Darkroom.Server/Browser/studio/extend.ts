// The dialog that extends an image beyond its edges: it is placed in a larger canvas, whose empty part the provider fills. Loaded when it is
// first opened.
import { capturePointer, decoded } from '../shared/browser-features.js';
import { text } from '../shared/texts.js';
import type { Composer } from './composer.js';
import { sizeOf } from './run-event.js';

/** The longer edge of the extended image in pixels. The server reduces it to what the provider accepts. */
const maxEdge = 4096;
/** The provider may repaint this share of the image's shorter edge along the seam, so that no edge is left. */
const seam = 0.02;
const keyStep = 0.02;

const opened = new WeakMap<HTMLDialogElement, Extension>();

/** Opens the dialog for the first image to work from. */
export async function openExtension(composer: Composer, signal: AbortSignal): Promise<void> {
  const dialog = composer.form.querySelector<HTMLDialogElement>('#extend')!;
  const extension = opened.get(dialog) ?? new Extension(dialog, composer, signal);
  opened.set(dialog, extension);
  await extension.open();
}

class Extension {
  readonly #dialog: HTMLDialogElement;
  readonly #composer: Composer;
  readonly #image = new Image();
  /** Where the image is in the free space beside and above it, 0 to 1. */
  #place: [number, number] = [0.5, 0.5];

  constructor(dialog: HTMLDialogElement, composer: Composer, signal: AbortSignal) {
    [this.#dialog, this.#composer] = [dialog, composer];
    const canvas = this.#canvas;
    dialog.querySelector('.extend-shapes')!.addEventListener('change', () => this.#draw(), { signal });
    dialog.querySelector('[data-room]')!.addEventListener('input', () => this.#draw(), { signal });
    dialog.querySelector('[data-cancel]')!.addEventListener('click', () => dialog.close(), { signal });
    dialog.querySelector('[data-done]')!.addEventListener('click', () => void this.#finish(), { signal });
    canvas.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    canvas.addEventListener('pointerdown', (event) => capturePointer(canvas, event.pointerId), { signal });
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) {
        const box = canvas.getBoundingClientRect();
        const { free } = this.#layout(canvas.width);
        this.#move([event.movementX, event.movementY].map((pixels, axis) => (free[axis]! > 0 ? (pixels * canvas.width) / box.width / free[axis]! : 0)) as [number, number]);
      }
    }, { signal });
  }

  async open(): Promise<void> {
    const url = this.#composer.images?.first;
    this.#image.src = url ?? '';
    if (!url || !(await decoded(this.#image))) {
      this.#composer.images?.showProblem(text('LiveMaskUnpaintable'));
      return;
    }
    this.#place = [0.5, 0.5];
    const shapes = this.#dialog.querySelector('.extend-shapes')!;
    const own = this.#image.naturalWidth / this.#image.naturalHeight;
    const ratios = Object.keys(this.#composer.sizes);
    // The shape that needs most new image is what the user came for.
    const first = ratios.reduce((best, ratio) => (Math.abs(Math.log(this.#ratioOf(ratio) / own)) > Math.abs(Math.log(this.#ratioOf(best) / own)) ? ratio : best));
    const template = shapes.querySelector('template')!;
    shapes.replaceChildren(template, ...ratios.map((ratio) => {
      const choice = template.content.firstElementChild!.cloneNode(true) as HTMLElement;
      Object.assign(choice.querySelector('input')!, { value: ratio, checked: ratio === first });
      choice.querySelector('span')!.textContent = ratio;
      return choice;
    }));
    this.#dialog.showModal();
    this.#draw();
  }

  get #canvas(): HTMLCanvasElement {
    return this.#dialog.querySelector('canvas')!;
  }

  get #ratio(): string {
    return this.#dialog.querySelector<HTMLInputElement>('input[name=extend-shape]:checked')?.value ?? '1:1';
  }

  #ratioOf(name: string): number {
    const { width, height } = sizeOf(this.#composer.sizes[name]!);
    return width / height;
  }

  /** Returns the size of a canvas of a width, and the image in it. */
  #layout(width: number): { readonly height: number; readonly image: readonly [number, number]; readonly free: readonly [number, number] } {
    const { naturalWidth, naturalHeight } = this.#image;
    const ratio = this.#ratioOf(this.#ratio);
    const height = width / ratio;
    const scale = Math.min(width / naturalWidth, height / naturalHeight) / Number(this.#dialog.querySelector<HTMLInputElement>('[data-room]')!.value);
    const image: [number, number] = [naturalWidth * scale, naturalHeight * scale];
    return { height, image, free: [width - image[0], height - image[1]] };
  }

  #move([across, down]: readonly [number, number]): void {
    this.#place = [across, down].map((step, axis) => Math.min(1, Math.max(0, this.#place[axis]! + step))) as [number, number];
    this.#draw();
  }

  #onKey(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-keyStep, 0], ArrowRight: [keyStep, 0], ArrowUp: [0, -keyStep], ArrowDown: [0, keyStep] };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      this.#move(step);
    }
  }

  #draw(): void {
    const ratio = this.#ratioOf(this.#ratio);
    const canvas = this.#canvas;
    const longer = 1024;
    this.#paint(canvas, ratio >= 1 ? longer : longer * ratio);
  }

  #paint(canvas: HTMLCanvasElement, width: number): void {
    const { height, image, free } = this.#layout(width);
    [canvas.width, canvas.height] = [Math.round(width), Math.round(height)];
    const context = canvas.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.#image, free[0] * this.#place[0], free[1] * this.#place[1], ...image);
  }

  async #finish(): Promise<void> {
    const { naturalWidth } = this.#image;
    // The image keeps its own pixels, as far as the canvas can hold them.
    const { image, height } = this.#layout(1);
    const width = Math.min(naturalWidth / image[0], maxEdge / Math.max(1, height));
    const [canvas, mask] = [document.createElement('canvas'), document.createElement('canvas')];
    this.#paint(canvas, width);
    this.#mask(mask, canvas);
    const [file, alpha] = await Promise.all([canvas, mask].map((one) => new Promise<Blob | null>((resolve) => one.toBlob(resolve, 'image/png'))));
    const extended = file && alpha && (await this.#composer.images?.replaceFirst(new File([file], 'extended.png', { type: file.type }), alpha));
    // A problem is shown beside the images. Closing gives the focus back to the button.
    this.#dialog.close();
    if (extended) {
      this.#composer.extended(this.#ratio);
    }
  }

  /** Paints the mask: opaque where the image stays, without a seam beside new image. */
  #mask(mask: HTMLCanvasElement, { width, height }: HTMLCanvasElement): void {
    [mask.width, mask.height] = [width, height];
    const { image, free } = this.#layout(width);
    const [left, top] = [free[0] * this.#place[0], free[1] * this.#place[1]];
    const edge = Math.min(...image) * seam;
    const inset = (room: number): number => (room > 1 ? edge : 0);
    const [x, y] = [left + inset(left), top + inset(top)];
    const [right, bottom] = [left + image[0] - inset(width - left - image[0]), top + image[1] - inset(height - top - image[1])];
    mask.getContext('2d')!.fillRect(x, y, right - x, bottom - y);
  }
}

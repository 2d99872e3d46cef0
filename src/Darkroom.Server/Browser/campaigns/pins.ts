import { capturePointer } from '../shared/browser-features.js';
import { text } from '../shared/texts.js';

/** How far the arrow keys move a pin, in percent. */
const step = 1;
const bigStep = 10;

/** The pins of comments over an image, and the one that is being placed. Their places are shares of the image, so that they stay when it is zoomed. */
export class Pins {
  readonly #list: HTMLElement;
  readonly #onPlaced: (x: number, y: number) => void;
  #draft: HTMLButtonElement | undefined;

  /** @param onPlaced Called with the place of the new pin, in percent, whenever it moves. */
  constructor(list: HTMLElement, onPlaced: (x: number, y: number) => void, signal: AbortSignal) {
    [this.#list, this.#onPlaced] = [list, onPlaced];
    const stage = list.closest<HTMLElement>('#stage, .editor-image') ?? list;
    // Before the image is moved or zoomed.
    stage.addEventListener('pointerdown', (event) => this.#onDown(event), { capture: true, signal });
    stage.addEventListener('pointermove', (event) => this.#onMove(event), { capture: true, signal });
    stage.addEventListener('click', (event) => this.#onClick(event), { signal });
  }

  get isPlacing(): boolean {
    return this.#draft !== undefined;
  }

  /** Shows the pins of the threads of a page. */
  show(threads: Iterable<HTMLElement>): void {
    const pins = [...threads].filter(({ dataset }) => dataset['x'] && dataset['resolved'] === undefined).map((thread) => {
      const { x, y, number, older } = thread.dataset;
      const item = document.createElement('li');
      const pin = document.createElement('button');
      pin.type = 'button';
      pin.className = 'pin';
      pin.dataset['comment'] = thread.id;
      pin.toggleAttribute('data-older', older !== undefined);
      pin.ariaLabel = text('LivePin', number ?? '', thread.querySelector('.said-text')?.textContent ?? '');
      pin.append(Object.assign(document.createElement('span'), { textContent: number ?? '' }));
      place(pin, Number(x) * 100, Number(y) * 100);
      item.append(pin);
      return item;
    });
    this.#list.replaceChildren(...pins, ...(this.#draft ? [this.#draft.parentElement!] : []));
  }

  /** Emphasises the pin of a comment. */
  emphasise(comment: string): void {
    this.#list.querySelectorAll<HTMLElement>('.pin').forEach((pin) => pin.toggleAttribute('data-current', pin.dataset['comment'] === comment));
  }

  /** Puts a new pin in the middle, to be moved with the pointer or the arrow keys; or removes it. */
  toggle(placing: boolean): void {
    this.#draft?.parentElement?.remove();
    this.#draft = undefined;
    this.#list.toggleAttribute('data-placing', placing);
    if (placing) {
      const draft = (this.#draft = document.createElement('button'));
      draft.type = 'button';
      draft.className = 'pin pin-draft';
      draft.ariaLabel = text('LivePlacePin');
      draft.addEventListener('keydown', (event) => this.#onKey(event));
      const item = document.createElement('li');
      item.append(draft);
      this.#list.append(item);
      this.#moveTo(50, 50);
      draft.focus({ preventScroll: true });
      draft.scrollIntoView({ block: 'nearest' });
    }
  }

  #onDown(event: PointerEvent): void {
    if (this.#draft && event.button === 0 && !(event.target as Element).closest('.pin:not(.pin-draft)')) {
      event.stopPropagation();
      event.preventDefault();
      capturePointer(this.#list, event.pointerId);
      this.#moveToPointer(event);
      this.#draft.focus({ preventScroll: true });
    }
  }

  #onMove(event: PointerEvent): void {
    if (this.#draft && this.#list.hasPointerCapture(event.pointerId)) {
      event.stopPropagation();
      this.#moveToPointer(event);
    }
  }

  #onClick(event: Event): void {
    const pin = (event.target as Element).closest<HTMLElement>('.pin[data-comment]');
    const thread = pin && document.getElementById(pin.dataset['comment']!);
    if (pin && thread) {
      this.emphasise(thread.id);
      thread.scrollIntoView({ block: 'nearest' });
      thread.tabIndex = -1;
      thread.focus({ preventScroll: true });
    }
  }

  #onKey(event: KeyboardEvent): void {
    const by = event.shiftKey ? bigStep : step;
    const [dx, dy] = ({ ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] } as Record<string, [number, number]>)[event.key] ?? [0, 0];
    if (dx || dy) {
      event.preventDefault();
      event.stopPropagation();
      this.#moveTo(Number(this.#draft!.dataset['x']) + dx, Number(this.#draft!.dataset['y']) + dy);
    }
  }

  #moveToPointer(event: PointerEvent): void {
    const box = this.#list.getBoundingClientRect();
    this.#moveTo(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  }

  #moveTo(x: number, y: number): void {
    const [left, top] = [x, y].map((share) => Math.round(Math.min(100, Math.max(0, share)) * 10) / 10) as [number, number];
    Object.assign(this.#draft!.dataset, { x: String(left), y: String(top) });
    place(this.#draft!, left, top);
    this.#onPlaced(left, top);
  }
}

function place(pin: HTMLElement, x: number, y: number): void {
  pin.style.left = `${x}%`;
  pin.style.top = `${y}%`;
}

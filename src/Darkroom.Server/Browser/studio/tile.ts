import type { FailureEvent, ImageEvent, PartialImageEvent } from '../shared/events.js';
import { finalImageElement, partialImageElement, partialImageUrl } from '../shared/generation-images.js';
import { ImageLayers } from '../shared/image-layers.js';
import { runText, text } from '../shared/texts.js';
import { placeholder } from '../shared/thumbhash.js';
import { ProgressLine, type ImageProgress } from './progress-line.js';

export type TileState = 'waiting' | 'developing' | 'ready' | 'failed' | 'cancelled';

/** One image of a run, from waiting to ready. */
export class DarkroomTile extends HTMLElement {
  static define(tag = 'darkroom-tile'): void {
    customElements.define(tag, this);
  }

  #layers = new ImageLayers(this);
  /** The index of the newest partial image. */
  #partial = -1;
  /** The reason why it waits, if it is not its position in the queue. */
  #reason = '';
  readonly #progress = new ProgressLine((text) => this.#setText('.tile-text', text));

  connectedCallback(): void {
    this.#layers = new ImageLayers(this.querySelector<HTMLElement>('.tile-layers') ?? this);
    const thumbhash = this.querySelector<HTMLElement>('.tile-shape')?.dataset['thumbhash'];
    if (thumbhash) {
      this.#image.style.backgroundImage = `url(${placeholder(thumbhash)})`;
    }
    this.#reason = this.dataset['reason'] ?? '';
    if (this.dataset['progress']) {
      this.#progress.show(JSON.parse(this.dataset['progress'], (_, value: unknown) => value ?? undefined) as ImageProgress);
    }
    const rendered = this.querySelector<HTMLImageElement>('img[data-partial-image-index]');
    if (rendered) {
      this.#partial = Number(rendered.dataset['partialImageIndex']);
      this.#layers.setPartial(rendered.src, this.#partial, this.#partialCount);
    }
  }

  disconnectedCallback(): void {
    this.#progress.stop();
  }

  get index(): number {
    return Number(this.dataset['imageIndex']);
  }

  get state(): TileState {
    return (this.dataset['state'] as TileState | undefined) ?? 'waiting';
  }

  /** Sets the position and shape of a new tile before its image is known. */
  prepare(index: number, width: number, height: number): void {
    this.dataset['imageIndex'] = String(index);
    Object.assign(this.querySelector('.tile-shape') ?? {}, { width, height });
    this.querySelector('.tile-retry button')?.setAttribute('aria-label', text('LiveRetryImage', index + 1));
  }

  /** Shows how many images are ahead of this one in the queue, unless it waits for another reason. */
  showPosition(before: number): void {
    if (this.state === 'waiting' && !this.#reason) {
      this.#setText('.tile-text', runText('position', before + 1, before));
    }
  }

  /** Resets the tile: what was shown belongs to an earlier attempt. */
  wait(reason = ''): void {
    this.#layers.clear();
    this.#partial = -1;
    this.#reason = reason;
    this.#enter('waiting', reason || runText('position', 1));
  }

  /** Shows that the image is being generated, and its progress if known. */
  develop(progress?: ImageProgress): void {
    if (this.state !== 'developing') {
      this.#enter('developing', '');
    }
    this.#reason = '';
    if (progress) {
      this.#progress.show(progress);
    }
  }

  async showPartial(event: PartialImageEvent, alt: string): Promise<void> {
    if (event.partial_image_index <= this.#partial || !(this.state === 'waiting' || this.state === 'developing')) {
      return;
    }
    this.#partial = event.partial_image_index;
    this.develop();
    await this.#layers.addPartial(partialImageElement(event, alt), partialImageUrl(event), event.partial_image_index, this.#partialCount);
  }

  async showFinal(event: ImageEvent, alt: string): Promise<void> {
    const below = await this.#layers.add(finalImageElement(event, alt), true);
    if (below === undefined) {
      return;
    }
    const colours = placeholder(event.thumbhash);
    this.#layers.setEdge(colours);
    if (below === 0) {
      this.#image.style.backgroundImage = `url(${colours})`;
      this.#layers.reveal();
    }
    this.#layers.setBlur(0);
    this.dataset['image'] = event.id;
    this.#image.setAttribute('href', `${event.url}/view`);
    this.#enter('ready', [event.fallback?.message ?? '', ...(event.differences ?? [])].filter(Boolean).join(' '));
  }

  fail(event: FailureEvent): void {
    const cancelled = event.code === 'cancelled';
    this.#layers.freeze();
    // Guests see what happened, not what to do about it.
    this.#enter(cancelled ? 'cancelled' : 'failed', event.message, cancelled || !event.advice ? '' : runText(`advice_${event.code}`, 1));
    this.querySelector('.tile-retry')?.toggleAttribute('hidden', !event.retryable);
    const unfinished = this.querySelector<HTMLAnchorElement>('.tile-unfinished');
    if (unfinished && event.unfinished_url) {
      unfinished.href = `${event.unfinished_url}?download`;
      unfinished.hidden = false;
    }
  }

  /** Why it failed. */
  get reason(): string {
    return this.querySelector('.tile-text')?.textContent ?? '';
  }

  /** Shows why a request failed. */
  showAdvice(reason: string): void {
    this.removeAttribute('data-repeated');
    this.#setText('.tile-advice', reason);
  }

  get #image(): HTMLElement {
    return this.querySelector<HTMLElement>('.tile-image') ?? this;
  }

  /** The number of requested partial images. */
  get #partialCount(): number {
    return Number(this.closest<HTMLElement>('[data-partials]')?.dataset['partials'] ?? 3);
  }

  #enter(state: TileState, message: string, advice = ''): void {
    this.dataset['state'] = state;
    this.#progress.stop();
    this.#setText('.tile-text', message);
    this.#setText('.tile-advice', advice);
    const hadFocus = this.querySelector('.tile-retry')?.contains(document.activeElement);
    this.querySelectorAll('.tile-retry, .tile-unfinished').forEach((control) => control.toggleAttribute('hidden', true));
    if (hadFocus) {
      // The focus stays at the image.
      this.#image.tabIndex = 0;
      this.#image.focus({ preventScroll: true });
    }
  }

  #setText(selector: string, text: string): void {
    this.querySelector(selector)?.replaceChildren(text);
  }
}

import type { FailureEvent, ImageEvent, PartialImageEvent } from '../shared/events.js';
import { Layers } from '../shared/layers.js';
import { finalPicture, partialAddress, partialPicture } from '../shared/pictures.js';
import { ProgressLine, type Told } from './progress-line.js';
import { text } from '../shared/texts.js';
import { placeholder } from '../shared/thumbhash.js';

export type TileState = 'waiting' | 'developing' | 'ready' | 'failed' | 'cancelled';

/** One image of a run, from waiting to ready. */
export class DarkroomTile extends HTMLElement {
  static define(tag = 'darkroom-tile'): void {
    customElements.define(tag, this);
  }

  #layers = new Layers(this);
  /** The newest partial image that was asked to be shown. */
  #partial = -1;
  /** Why it waits, when it is not just its turn. */
  #reason = '';
  readonly #line = new ProgressLine((words) => this.#say('.tile-text', words));

  connectedCallback(): void {
    this.#layers = new Layers(this.querySelector<HTMLElement>('.tile-layers') ?? this);
    const thumbhash = this.querySelector<HTMLElement>('.tile-shape')?.dataset['thumbhash'];
    if (thumbhash) {
      this.#picture.style.backgroundImage = `url(${placeholder(thumbhash)})`;
    }
    this.#reason = this.dataset['reason'] ?? '';
    if (this.dataset['progress']) {
      this.#line.show(JSON.parse(this.dataset['progress'], (_, value: unknown) => value ?? undefined) as Told);
    }
    const rendered = this.querySelector<HTMLImageElement>('img[data-partial-image-index]');
    if (rendered) {
      this.#partial = Number(rendered.dataset['partialImageIndex']);
      this.#layers.continueWith(rendered.src);
      this.#layers.focus(this.#blurOf(this.#partial));
    }
  }

  disconnectedCallback(): void {
    this.#line.stop();
  }

  get index(): number {
    return Number(this.dataset['imageIndex']);
  }

  get state(): TileState {
    return (this.dataset['state'] as TileState | undefined) ?? 'waiting';
  }

  /** Gives a fresh tile its place and shape before anything is known of its picture. */
  prepare(index: number, width: number, height: number): void {
    this.dataset['imageIndex'] = String(index);
    Object.assign(this.querySelector('.tile-shape') ?? {}, { width, height });
    this.querySelector('.tile-retry button')?.setAttribute('aria-label', text('LiveRetryImage', index + 1));
    this.queue(index);
  }

  /** Says how many images of the run come before this one, while it only waits for its turn. */
  queue(before: number): void {
    if (this.state === 'waiting' && !this.#reason) {
      this.#say('.tile-text', before === 0 ? text('LiveWaiting') : text('LiveWaitingAhead', before));
    }
  }

  /** Back to the beginning: whatever was shown belongs to an earlier try. */
  wait(reason = ''): void {
    this.#layers.clear();
    this.#partial = -1;
    this.#reason = reason;
    this.#enter('waiting', reason || text('LiveWaiting'));
  }

  /** It is being made; how far it is, as far as is known. */
  develop(told?: Told): void {
    if (this.state !== 'developing') {
      this.#enter('developing', '');
    }
    this.#reason = '';
    if (told) {
      this.#line.show(told);
    }
  }

  async showPartial(event: PartialImageEvent, alt: string): Promise<void> {
    if (event.partial_image_index <= this.#partial || !(this.state === 'waiting' || this.state === 'developing')) {
      return;
    }
    this.#partial = event.partial_image_index;
    this.develop();
    if ((await this.#layers.lay(partialPicture(event, alt))) !== undefined) {
      this.#layers.continueWith(partialAddress(event));
      this.#layers.focus(this.#blurOf(event.partial_image_index));
    }
  }

  async showFinal(event: ImageEvent, alt: string): Promise<void> {
    const below = await this.#layers.lay(finalPicture(event, alt), true);
    if (below === undefined) {
      return;
    }
    const colours = placeholder(event.thumbhash);
    this.#layers.continueWith(colours);
    if (below === 0) {
      this.#picture.style.backgroundImage = `url(${colours})`;
      this.#layers.reveal();
    }
    this.#layers.focus(0);
    this.#picture.setAttribute('href', `${event.url}/view`);
    this.#enter('ready', [event.fallback?.message ?? '', ...(event.differences ?? [])].filter(Boolean).join(' '));
  }

  fail(event: FailureEvent): void {
    const cancelled = event.code === 'cancelled';
    this.#layers.freeze();
    this.#enter(cancelled ? 'cancelled' : 'failed', event.message, cancelled ? '' : event.advice);
    this.querySelector('.tile-retry')?.toggleAttribute('hidden', !event.retryable);
    const unfinished = this.querySelector<HTMLAnchorElement>('.tile-unfinished');
    if (unfinished && event.unfinished_url) {
      unfinished.href = `${event.unfinished_url}?download`;
      unfinished.hidden = false;
    }
  }

  /** Says why something that was asked for did not happen. */
  explain(reason: string): void {
    this.#say('.tile-advice', reason);
  }

  get #picture(): HTMLElement {
    return this.querySelector<HTMLElement>('.tile-picture') ?? this;
  }

  /** All of it for the first of the partial images that were asked for, less for each further one. */
  #blurOf(partialIndex: number): number {
    const wanted = Math.max(1, Number(this.closest<HTMLElement>('[data-partials]')?.dataset['partials'] ?? 3));
    return Math.max(0, 1 - partialIndex / wanted);
  }

  #enter(state: TileState, message: string, advice = ''): void {
    this.dataset['state'] = state;
    this.#line.stop();
    this.#say('.tile-text', message);
    this.#say('.tile-advice', advice);
    this.querySelector('.tile-unfinished')?.toggleAttribute('hidden', true);
    if (state !== 'failed' && state !== 'cancelled') {
      this.querySelector('.tile-retry')?.toggleAttribute('hidden', true);
    }
  }

  #say(selector: string, words: string): void {
    this.querySelector(selector)?.replaceChildren(words);
  }
}

import { store, stored } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { CreativeEvent } from './creative-event.js';
import { hasDraft } from './page-merge.js';
import { Pins } from './pins.js';
import { postForm } from './post-form.js';
import { reviewerKey } from './reviewer-name.js';

/** The comments on a creative: sends them without leaving the page, and shows their pins over the image. */
export class DarkroomComments extends PageElement {
  static define(tag = 'darkroom-comments'): void {
    customElements.define(tag, this);
  }

  #pins: Pins | undefined;
  #sending = false;

  protected connected(signal: AbortSignal): void {
    const list = this.#page.querySelector<HTMLElement>('.pins');
    this.#pins = list ? new Pins(list, (x, y) => this.#onPlaced(x, y), signal) : undefined;
    this.addEventListener('submit', (event) => void this.#onSubmit(event), { signal });
    this.addEventListener('click', (event) => this.#onClick(event.target as Element), { signal });
    const name = this.querySelector<HTMLInputElement>('#comment-name');
    if (name) {
      name.value ||= stored(reviewerKey);
      name.addEventListener('input', () => store(reviewerKey, name.value), { signal });
    }
    // Once the parts of the page are known to this script.
    queueMicrotask(() => this.showPins());
  }

  /** Shows the pins of the comments that are on the page now. */
  showPins(): void {
    this.#pins?.show(this.querySelectorAll<HTMLElement>('.thread'));
  }

  get #page(): HTMLElement {
    return this.closest<HTMLElement>('darkroom-review-viewer, darkroom-editor') ?? this;
  }

  get #placeButton(): HTMLButtonElement | null {
    return this.querySelector<HTMLButtonElement>('[data-add-pin]');
  }

  #onClick(target: Element): void {
    const thread = target.closest<HTMLElement>('[data-show-pin]')?.closest<HTMLElement>('.thread');
    if (thread) {
      this.#pins?.emphasise(thread.id);
      this.#page.querySelector('#stage, .editor-image')?.scrollIntoView({ block: 'nearest' });
    } else if (target.closest('[data-add-pin]')) {
      this.#place(!this.#pins?.isPlacing);
    }
  }

  #place(placing: boolean): void {
    this.#pins?.toggle(placing);
    this.#placeButton?.setAttribute('aria-pressed', String(placing));
    this.querySelector('.pin-hint')?.toggleAttribute('hidden', !placing);
    if (!placing) {
      this.querySelectorAll<HTMLInputElement>('.pin-field input').forEach((field) => (field.value = ''));
    }
  }

  #onPlaced(x: number, y: number): void {
    for (const [name, value] of [['pin_x', x], ['pin_y', y]] as const) {
      const field = this.querySelector<HTMLInputElement>(`.comment-form [name=${name}]`);
      if (field) {
        field.value = String(value);
      }
    }
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target as HTMLFormElement;
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    const hidden = form.querySelector<HTMLInputElement>('input[type=hidden][name=name]');
    if (hidden) {
      hidden.value = this.querySelector<HTMLInputElement>('#comment-name')?.value || hidden.value;
    }
    const { ok, page, problem } = await postForm(form, event.submitter);
    this.#sending = false;
    showProblem(this, '.comment-problem', problem);
    if (ok && page) {
      const name = this.querySelector<HTMLInputElement>('#comment-name');
      const typed = name?.value ?? '';
      form.reset();
      name && (name.value = typed);
      form.matches('.comment-form') && this.#place(false);
      this.#adopt(page);
      this.dispatchEvent(new CreativeEvent());
    }
  }

  #adopt(page: Document): void {
    const next = page.querySelector('[data-part=threads]');
    const threads = this.querySelector('[data-part=threads]');
    // What someone has begun to write in another reply stays.
    if (next && threads && !hasDraft(threads)) {
      threads.replaceWith(document.adoptNode(next));
      this.showPins();
    }
  }
}

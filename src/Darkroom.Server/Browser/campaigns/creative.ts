import { call } from '../shared/api.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { CreativeEvent, type CreativeResponse } from './creative-event.js';
import { CreativeImage } from './creative-image.js';

const typingPauseMs = 80;

/** One creative in the matrix: shows its image while it develops, edits the headline, and approves or rejects. */
export class DarkroomCreative extends PageElement {
  static define(tag = 'darkroom-creative'): void {
    customElements.define(tag, this);
  }

  #image?: CreativeImage;
  #timer = 0;
  /** The number of requests sent. Only the response to the last one is shown. */
  #requests = 0;
  /** The look of the shown image. While the user types, `data-look` may be newer. */
  #shownLook = '';

  protected connected(signal: AbortSignal): void {
    this.#image ??= new CreativeImage(this.querySelector<HTMLElement>('.creative-layers') ?? this);
    this.#shownLook ||= this.#image.isShown ? this.#look : '';
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    this.#headline?.addEventListener('input', () => this.#scheduleSave(), { signal });
    this.#headline?.addEventListener('keydown', (event) => this.#onKey(event), { signal });
  }

  get key(): string {
    return this.dataset['creative'] ?? '';
  }

  /** Shows a partial image of its base image. */
  showPartial(url: string, index: number, of: number): void {
    void this.#image?.showPartial(url, index, of);
  }

  /** Adopts the state of the same creative from a freshly rendered page. */
  adopt(fresh: HTMLElement): void {
    const typing = document.activeElement === this.#headline || this.#timer !== 0;
    const hasImage = fresh.querySelector('.creative-layers img') !== null;
    for (const name of ['data-state', 'data-approval', 'data-look', 'data-base', 'aria-label']) {
      this.setAttribute(name, fresh.getAttribute(name) ?? '');
    }
    for (const [selector, name] of [['.creative-image', 'href'], ['.creative-image', 'aria-label'], ['form', 'action']] as const) {
      const value = fresh.querySelector(selector)?.getAttribute(name);
      value && this.querySelector(selector)?.setAttribute(name, value);
    }
    for (const selector of ['.creative-note', '.creative-comment', '.creative-flags', '.mock-name', '.creative-problem', '.creative-unchecked']) {
      const [current, next] = [this.querySelector<HTMLElement>(selector), fresh.querySelector<HTMLElement>(selector)];
      current?.replaceChildren(next?.textContent ?? '');
      current?.toggleAttribute('hidden', next?.hasAttribute('hidden') ?? false);
    }
    for (const control of this.querySelectorAll<HTMLButtonElement | HTMLTextAreaElement>('.decide, .creative-headline')) {
      control.disabled = !hasImage && control.matches('.decide');
    }
    this.#showDecision(fresh.dataset['approval'] ?? 'pending');
    const headline = fresh.querySelector<HTMLTextAreaElement>('.creative-headline');
    if (headline && this.#headline && !typing) {
      this.#headline.value = headline.value;
    }
    if (hasImage && (this.#shownLook !== this.#look || !this.#image?.isShown) && !typing) {
      void this.#show();
    }
  }

  /** Approves or rejects the creative. The same decision again revokes it. */
  async decide(approval: string, changes: object = {}): Promise<void> {
    const decision = this.dataset['approval'] === approval ? 'pending' : approval;
    this.#showDecision(decision);
    // A reviewer decides on what is shown: the server refuses if the creative looks different by now.
    await this.#change({ ...changes, approval: decision, ...(this.dataset['base']?.startsWith('/review/') ? { look: this.#shownLook } : {}) });
  }

  get #headline(): HTMLTextAreaElement | null {
    return this.querySelector<HTMLTextAreaElement>('.creative-headline');
  }

  get #look(): string {
    return this.dataset['look'] ?? '';
  }

  async #show(): Promise<void> {
    this.#shownLook = this.#look;
    await this.#image?.show((width) => siteUrl(`${this.dataset['base']}/creatives/${this.key}/${width}?v=${this.dataset['look']}`), this.ariaLabel ?? '');
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const comment = this.querySelector<HTMLTextAreaElement>('textarea[name=comment]')?.value;
    const approval = (event.submitter as HTMLButtonElement | null)?.value;
    void (approval ? this.decide(approval) : this.#change({ comment }));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey)) {
      event.preventDefault();
      this.focus();
    }
  }

  #scheduleSave(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      void this.#change({ headline: this.#headline?.value });
    }, typingPauseMs);
  }

  async #change(change: object): Promise<void> {
    const request = ++this.#requests;
    const name = document.querySelector<HTMLInputElement>('#reviewer')?.value;
    const answer = await call<CreativeResponse>('PATCH', siteUrl(`/api${this.dataset['base']}/creatives/${this.key}`), name === undefined ? change : { ...change, name });
    if (request !== this.#requests) {
      return;
    }
    this.querySelector('.creative-problem')?.replaceChildren(answer.ok ? (answer.value.problems?.join(' ') ?? '') : answer.problem);
    if (!answer.ok) {
      this.#showDecision(this.dataset['approval'] ?? 'pending');
      return;
    }
    Object.assign(this.dataset, { look: answer.value.look, approval: answer.value.approval });
    this.#showDecision(answer.value.approval);
    if (this.#image?.isShown && this.#shownLook !== this.#look) {
      await this.#show();
    }
    this.dispatchEvent(new CreativeEvent());
  }

  #showDecision(approval: string): void {
    for (const button of this.querySelectorAll<HTMLButtonElement>('.decide')) {
      button.ariaPressed = String(button.value === approval);
    }
  }
}

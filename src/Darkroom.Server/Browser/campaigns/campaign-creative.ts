import { call } from './campaign-api.js';
import { CreativePicture } from './campaign-picture.js';
import { at } from '../shared/site.js';

/** What the server says about a creative after a change. */
export interface CreativeAnswer {
  readonly look: string;
  readonly approval: string;
  readonly comment?: string;
  readonly texts: { readonly headline: string };
  readonly problems?: readonly string[];
}

/** Somebody changed or decided something. Bubbles. */
export class CreativeEvent extends Event {
  static readonly type = 'darkroom-creative';

  constructor() {
    super(CreativeEvent.type, { bubbles: true });
  }
}

const typingPauseMs = 80;

/** One creative in the matrix: shows its picture as it becomes ready, and lets its headline be changed and itself be judged. */
export class DarkroomCreative extends HTMLElement {
  static define(tag = 'darkroom-creative'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #picture?: CreativePicture;
  #pause = 0;
  /** Counts what was sent: an answer that was overtaken is not shown. */
  #sent = 0;
  /** The look of the picture that is shown. The newest one known (`data-look`) may be another while somebody is writing. */
  #shown = '';

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    this.#picture ??= new CreativePicture(this.querySelector<HTMLElement>('.creative-layers') ?? this);
    this.#shown ||= this.#picture.isThere ? this.#look : '';
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    this.#headline?.addEventListener('input', () => this.#saveSoon(), { signal });
    this.#headline?.addEventListener('keydown', (event) => this.#onKey(event), { signal });
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  get key(): string {
    return this.dataset['creative'] ?? '';
  }

  /** A partial image of the picture it will be made of. */
  showPartial(url: string, index: number, of: number): void {
    void this.#picture?.showPartial(url, index, of);
  }

  /** Takes what is new of the same creative as the server renders it now. */
  adopt(fresh: HTMLElement): void {
    const typing = document.activeElement === this.#headline || this.#pause !== 0;
    const hasPicture = fresh.querySelector('.creative-layers img') !== null;
    for (const name of ['data-state', 'data-approval', 'data-look', 'data-base', 'aria-label']) {
      this.setAttribute(name, fresh.getAttribute(name) ?? '');
    }
    for (const [selector, name] of [['.creative-picture', 'href'], ['.creative-picture', 'aria-label'], ['form', 'action']] as const) {
      const value = fresh.querySelector(selector)?.getAttribute(name);
      value && this.querySelector(selector)?.setAttribute(name, value);
    }
    for (const selector of ['.creative-note', '.creative-comment', '.mock-name', '.creative-problem']) {
      const [mine, theirs] = [this.querySelector<HTMLElement>(selector), fresh.querySelector<HTMLElement>(selector)];
      mine?.replaceChildren(theirs?.textContent ?? '');
      mine?.toggleAttribute('hidden', theirs?.hasAttribute('hidden') ?? false);
    }
    for (const control of this.querySelectorAll<HTMLButtonElement | HTMLTextAreaElement>('.decide, .creative-headline')) {
      control.disabled = !hasPicture && control.matches('.decide');
    }
    this.#mark(fresh.dataset['approval'] ?? 'pending');
    const headline = fresh.querySelector<HTMLTextAreaElement>('.creative-headline');
    if (headline && this.#headline && !typing) {
      this.#headline.value = headline.value;
    }
    if (hasPicture && (this.#shown !== this.#look || !this.#picture?.isThere) && !typing) {
      void this.#show();
    }
  }

  /** @param approval Pressed again, a decision is taken back. */
  async decide(approval: string, more: object = {}): Promise<void> {
    const wanted = this.dataset['approval'] === approval ? 'pending' : approval;
    this.#mark(wanted);
    await this.#change({ ...more, approval: wanted });
  }

  get #headline(): HTMLTextAreaElement | null {
    return this.querySelector<HTMLTextAreaElement>('.creative-headline');
  }

  get #look(): string {
    return this.dataset['look'] ?? '';
  }

  async #show(): Promise<void> {
    this.#shown = this.#look;
    await this.#picture?.show((width) => at(`${this.dataset['base']}/creatives/${this.key}/${width}?v=${this.dataset['look']}`), this.ariaLabel ?? '');
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

  #saveSoon(): void {
    clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => {
      this.#pause = 0;
      void this.#change({ headline: this.#headline?.value });
    }, typingPauseMs);
  }

  async #change(change: object): Promise<void> {
    const number = ++this.#sent;
    const name = document.querySelector<HTMLInputElement>('#reviewer')?.value;
    const answer = await call<CreativeAnswer>('PATCH', at(`/api${this.dataset['base']}/creatives/${this.key}`), name === undefined ? change : { ...change, name });
    if (number !== this.#sent) {
      return;
    }
    this.querySelector('.creative-problem')?.replaceChildren(answer.ok ? (answer.value.problems?.join(' ') ?? '') : answer.problem);
    if (!answer.ok) {
      this.#mark(this.dataset['approval'] ?? 'pending');
      return;
    }
    Object.assign(this.dataset, { look: answer.value.look, approval: answer.value.approval });
    this.#mark(answer.value.approval);
    if (this.#picture?.isThere && this.#shown !== this.#look) {
      await this.#show();
    }
    this.dispatchEvent(new CreativeEvent());
  }

  #mark(approval: string): void {
    for (const button of this.querySelectorAll<HTMLButtonElement>('.decide')) {
      button.ariaPressed = String(button.value === approval);
    }
  }
}

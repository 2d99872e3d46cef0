import { call, fetchPage } from './api.js';
import { canCopy, copied } from './browser-features.js';
import { PageElement } from './page-element.js';
import { showProblem } from './problem.js';
import { text } from './texts.js';

/** Raised when a link was created or revoked. Bubbles. */
export class ShareEvent extends Event {
  static readonly type = 'darkroom-share';

  constructor() {
    super(ShareEvent.type, { bubbles: true });
  }
}

/** Creates and revokes links without a page load. */
export class DarkroomShare extends PageElement {
  static define(tag = 'darkroom-share'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    this.addEventListener('click', (event) => void this.#onClick(event.target as HTMLElement), { signal });
    this.#showCopyButton();
  }

  #onSubmit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (form.method === 'post') {
      event.preventDefault();
      void this.#send(form);
    }
  }

  async #send(form: HTMLFormElement): Promise<void> {
    const answer = await call<{ made?: string }>('POST', form.getAttribute('action')!, new FormData(form));
    showProblem(this, '.share-problem', answer.ok ? '' : answer.problem);
    if (!answer.ok) {
      return;
    }
    if (answer.value.made) {
      const pattern = this.querySelector<HTMLTemplateElement>('template')!.content.cloneNode(true) as DocumentFragment;
      pattern.querySelector('input')!.value = answer.value.made;
      this.querySelector('.share-made')?.replaceChildren(pattern);
      this.#showCopyButton();
      this.querySelector<HTMLInputElement>('.share-link input')?.select();
    }
    this.dispatchEvent(new ShareEvent());
    await this.#refreshList();
  }

  /** Shows the links as the page has them now, if the list belongs to a page of its own. */
  async #refreshList(): Promise<void> {
    const url = this.dataset['page'];
    const list = url && (await fetchPage(url))?.querySelector('darkroom-share .share-links');
    if (list) {
      this.querySelector('.share-links')?.replaceWith(list);
      if (document.activeElement === document.body) {
        // The button that was pressed is gone.
        this.querySelector<HTMLElement>('button')?.focus();
      }
    }
  }

  #showCopyButton(): void {
    this.querySelector('[data-copy-link]')?.toggleAttribute('hidden', !canCopy());
  }

  async #onClick(target: HTMLElement): Promise<void> {
    const button = target.closest('[data-copy-link]');
    if (button) {
      const done = await copied(this.querySelector<HTMLInputElement>('.share-link input')?.value ?? '');
      button.replaceChildren(text(done ? 'LiveCopied' : 'LiveCopyBlocked'));
    }
  }
}

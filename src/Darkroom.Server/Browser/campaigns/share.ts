import { canCopy, copied } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { text } from '../shared/texts.js';
import { call } from './api.js';
import { CreativeEvent } from './creative-event.js';

/** Creates and revokes review links without a page load. */
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
    event.preventDefault();
    void this.#send(event.target as HTMLFormElement);
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
      this.querySelector<HTMLInputElement>('#review-link')?.select();
    }
    this.dispatchEvent(new CreativeEvent());
  }

  #showCopyButton(): void {
    this.querySelector('[data-copy-link]')?.toggleAttribute('hidden', !canCopy());
  }

  async #onClick(target: HTMLElement): Promise<void> {
    const button = target.closest('[data-copy-link]');
    if (button) {
      const done = await copied(this.querySelector<HTMLInputElement>('#review-link')?.value ?? '');
      button.replaceChildren(text(done ? 'LiveCopied' : 'LiveCopyBlocked'));
    }
  }
}

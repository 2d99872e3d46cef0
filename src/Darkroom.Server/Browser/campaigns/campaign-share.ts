import { call } from './campaign-api.js';
import { canCopy, copied } from '../shared/optional.js';

/** Makes and revokes review links without leaving the page. */
export class DarkroomShare extends HTMLElement {
  static define(tag = 'darkroom-share'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    this.addEventListener('click', (event) => void this.#onClick(event.target as HTMLElement), { signal });
    this.#offerCopy();
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#send(event.target as HTMLFormElement);
  }

  async #send(form: HTMLFormElement): Promise<void> {
    const answer = await call<{ made?: string }>('POST', form.getAttribute('action')!, new FormData(form));
    const problem = this.querySelector<HTMLElement>('.share-problem');
    problem?.replaceChildren(answer.ok ? '' : answer.problem);
    problem?.toggleAttribute('hidden', answer.ok);
    if (!answer.ok) {
      return;
    }
    if (answer.value.made) {
      const pattern = this.querySelector<HTMLTemplateElement>('template')!.content.cloneNode(true) as DocumentFragment;
      pattern.querySelector('input')!.value = answer.value.made;
      this.querySelector('.share-made')?.replaceChildren(pattern);
      this.#offerCopy();
      this.querySelector<HTMLInputElement>('#review-link')?.select();
    }
    this.dispatchEvent(new Event('darkroom-creative', { bubbles: true }));
  }

  #offerCopy(): void {
    this.querySelector('[data-copy-link]')?.toggleAttribute('hidden', !canCopy());
  }

  async #onClick(target: HTMLElement): Promise<void> {
    const button = target.closest('[data-copy-link]');
    if (button) {
      const done = await copied(this.querySelector<HTMLInputElement>('#review-link')?.value ?? '');
      button.replaceChildren(done ? 'Copied' : 'Press Ctrl C');
    }
  }
}

import { call } from './campaign-api.js';

/** Brings a sheet's words into a campaign; what is wrong with the sheet is said below it. */
export class DarkroomImport extends HTMLElement {
  static define(tag = 'darkroom-import'): void {
    customElements.define(tag, this);
  }

  connectedCallback(): void {
    this.addEventListener('submit', this);
  }

  disconnectedCallback(): void {
    this.removeEventListener('submit', this);
  }

  handleEvent(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    void this.#send(event.target as HTMLFormElement);
  }

  async #send(form: HTMLFormElement): Promise<void> {
    const answer = await call('POST', form.getAttribute('action')!, new FormData(form));
    if (answer.ok) {
      // The brief has other words now.
      location.reload();
    } else {
      this.querySelector('.import-said')?.replaceChildren(answer.problem);
    }
  }
}

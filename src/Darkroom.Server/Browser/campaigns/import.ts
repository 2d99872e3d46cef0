import { call } from './api.js';

/** Imports texts from a spreadsheet into a campaign. Problems are shown below the form. */
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
      // Shows the changed brief.
      location.reload();
    } else {
      this.querySelector('.import-said')?.replaceChildren(answer.problem);
    }
  }
}

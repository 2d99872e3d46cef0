import { call } from '../shared/api.js';
import { PageElement } from '../shared/page-element.js';

/** Imports texts from a spreadsheet into a campaign. Problems are shown below the form. */
export class DarkroomImport extends PageElement {
  static define(tag = 'darkroom-import'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
    this.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopPropagation();
      void this.#send(event.target as HTMLFormElement);
    }, { signal });
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

import { statusContent } from '../shared/status-text.js';

/** The status line, with the text of the server. */
export class StatusLine {
  readonly #place: HTMLElement | null;
  #text = '';

  constructor(page: ParentNode) {
    this.#place = page.querySelector<HTMLElement>('#status');
    this.#write(this.#place?.textContent ?? '');
  }

  /** Adopts the text of a fresh page, unless it is the same: a screen reader would announce it again. */
  adopt(fresh: ParentNode): void {
    const next = fresh.querySelector<HTMLElement>('#status');
    if (this.#place && next && next.textContent !== this.#text) {
      this.#place.dataset['state'] = next.dataset['state'];
      this.#write(next.textContent);
    }
  }

  #write(text: string): void {
    this.#text = text;
    this.#place?.replaceChildren(...statusContent(text));
  }
}

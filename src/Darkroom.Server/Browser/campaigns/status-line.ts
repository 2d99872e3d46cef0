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

  /** Shows a text. The dots are animated elements that screen readers skip. */
  #write(text: string): void {
    this.#text = text;
    const running = text.endsWith('…');
    const dots = Object.assign(document.createElement('span'), { className: 'dots', ariaHidden: 'true' });
    dots.append(...['.', '.', '.'].map((dot) => Object.assign(document.createElement('span'), { textContent: dot })));
    this.#place?.replaceChildren(running ? text.slice(0, -1) : text, ...(running ? [dots] : []));
  }
}

/** The status line: says how the pictures stand, as the server words it. */
export class StatusLine {
  readonly #place: HTMLElement | null;
  #said = '';

  constructor(page: ParentNode) {
    this.#place = page.querySelector<HTMLElement>('#status');
    this.#write(this.#place?.textContent ?? '');
  }

  /** Takes over what a page says; the same words once more would be read out once more. */
  adopt(fresh: ParentNode): void {
    const now = fresh.querySelector<HTMLElement>('#status');
    if (this.#place && now && now.textContent !== this.#said) {
      this.#place.dataset['state'] = now.dataset['state'];
      this.#write(now.textContent);
    }
  }

  /** The dots are drawn and move; a screen reader need not hear them. */
  #write(words: string): void {
    this.#said = words;
    const running = words.endsWith('…');
    const dots = Object.assign(document.createElement('span'), { className: 'dots', ariaHidden: 'true' });
    dots.append(...['.', '.', '.'].map((dot) => Object.assign(document.createElement('span'), { textContent: dot })));
    this.#place?.replaceChildren(running ? words.slice(0, -1) : words, ...(running ? [dots] : []));
  }
}

import { read } from './campaign-api.js';

/** Opens a creative's editor over the matrix; the same is a page of its own, where its link leads. */
export class DarkroomCreativeDialog extends HTMLElement {
  static define(tag = 'darkroom-creative-dialog'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    document.addEventListener('click', (event) => this.#onClick(event), { signal });
    this.#dialog.addEventListener('close', () => this.#dialog.replaceChildren(), { signal });
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  get #dialog(): HTMLDialogElement {
    return this.querySelector('dialog')!;
  }

  #onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const link = target.closest<HTMLAnchorElement>('a[data-open]');
    if (link?.getAttribute('href') && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      void this.#open(link);
    } else if (this.contains(target) && (target === this.#dialog || target.closest('[data-close], [data-regenerate]'))) {
      event.preventDefault();
      this.#dialog.close();
    }
  }

  async #open(link: HTMLAnchorElement): Promise<void> {
    const page = await read(link.href);
    const editor = page?.querySelector('darkroom-editor');
    if (!editor) {
      location.assign(link.href);
      return;
    }
    this.#dialog.replaceChildren(document.adoptNode(editor));
    this.#dialog.showModal();
  }
}

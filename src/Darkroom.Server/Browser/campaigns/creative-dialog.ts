import { fetchPage } from '../shared/api.js';
import { PageElement } from '../shared/page-element.js';

/** Opens a creative's editor in a dialog. The editor's link leads to a page with the same content. */
export class DarkroomCreativeDialog extends PageElement {
  static define(tag = 'darkroom-creative-dialog'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
    document.addEventListener('click', (event) => this.#onClick(event), { signal });
    this.#dialog.addEventListener('close', () => this.#dialog.replaceChildren(), { signal });
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
    const page = await fetchPage(link.href);
    const editor = page?.querySelector('darkroom-editor');
    if (!editor) {
      location.assign(link.href);
      return;
    }
    this.#dialog.replaceChildren(document.adoptNode(editor));
    this.#dialog.showModal();
  }
}

import { PageElement } from '../shared/page-element.js';
import { fetchPage } from './api.js';
export class DarkroomCreativeDialog extends PageElement {
    static define(tag = 'darkroom-creative-dialog') {
        customElements.define(tag, this);
    }
    connected(signal) {
        document.addEventListener('click', (event) => this.#onClick(event), { signal });
        this.#dialog.addEventListener('close', () => this.#dialog.replaceChildren(), { signal });
    }
    get #dialog() {
        return this.querySelector('dialog');
    }
    #onClick(event) {
        const target = event.target;
        const link = target.closest('a[data-open]');
        if (link?.getAttribute('href') && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            void this.#open(link);
        }
        else if (this.contains(target) && (target === this.#dialog || target.closest('[data-close], [data-regenerate]'))) {
            event.preventDefault();
            this.#dialog.close();
        }
    }
    async #open(link) {
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

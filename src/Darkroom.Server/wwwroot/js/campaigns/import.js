import { PageElement } from '../shared/page-element.js';
import { call } from './api.js';
export class DarkroomImport extends PageElement {
    static define(tag = 'darkroom-import') {
        customElements.define(tag, this);
    }
    connected(signal) {
        this.addEventListener('submit', (event) => {
            event.preventDefault();
            event.stopPropagation();
            void this.#send(event.target);
        }, { signal });
    }
    async #send(form) {
        const answer = await call('POST', form.getAttribute('action'), new FormData(form));
        if (answer.ok) {
            location.reload();
        }
        else {
            this.querySelector('.import-said')?.replaceChildren(answer.problem);
        }
    }
}

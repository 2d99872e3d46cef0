import { canCopy, copied } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { call } from './api.js';
import { CreativeEvent } from './creative-event.js';
export class DarkroomShare extends PageElement {
    static define(tag = 'darkroom-share') {
        customElements.define(tag, this);
    }
    connected(signal) {
        this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
        this.addEventListener('click', (event) => void this.#onClick(event.target), { signal });
        this.#showCopyButton();
    }
    #onSubmit(event) {
        event.preventDefault();
        void this.#send(event.target);
    }
    async #send(form) {
        const answer = await call('POST', form.getAttribute('action'), new FormData(form));
        showProblem(this, '.share-problem', answer.ok ? '' : answer.problem);
        if (!answer.ok) {
            return;
        }
        if (answer.value.made) {
            const pattern = this.querySelector('template').content.cloneNode(true);
            pattern.querySelector('input').value = answer.value.made;
            this.querySelector('.share-made')?.replaceChildren(pattern);
            this.#showCopyButton();
            this.querySelector('#review-link')?.select();
        }
        this.dispatchEvent(new CreativeEvent());
    }
    #showCopyButton() {
        this.querySelector('[data-copy-link]')?.toggleAttribute('hidden', !canCopy());
    }
    async #onClick(target) {
        const button = target.closest('[data-copy-link]');
        if (button) {
            const done = await copied(this.querySelector('#review-link')?.value ?? '');
            button.replaceChildren(done ? 'Copied' : 'Press Ctrl C');
        }
    }
}

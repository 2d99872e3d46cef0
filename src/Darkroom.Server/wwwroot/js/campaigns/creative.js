import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { call } from './api.js';
import { CreativeEvent } from './creative-event.js';
import { CreativeImage } from './creative-image.js';
const typingPauseMs = 80;
export class DarkroomCreative extends PageElement {
    static define(tag = 'darkroom-creative') {
        customElements.define(tag, this);
    }
    #image;
    #timer = 0;
    #requests = 0;
    #shownLook = '';
    connected(signal) {
        this.#image ??= new CreativeImage(this.querySelector('.creative-layers') ?? this);
        this.#shownLook ||= this.#image.isShown ? this.#look : '';
        this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
        this.#headline?.addEventListener('input', () => this.#scheduleSave(), { signal });
        this.#headline?.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    }
    get key() {
        return this.dataset['creative'] ?? '';
    }
    showPartial(url, index, of) {
        void this.#image?.showPartial(url, index, of);
    }
    adopt(fresh) {
        const typing = document.activeElement === this.#headline || this.#timer !== 0;
        const hasImage = fresh.querySelector('.creative-layers img') !== null;
        for (const name of ['data-state', 'data-approval', 'data-look', 'data-base', 'aria-label']) {
            this.setAttribute(name, fresh.getAttribute(name) ?? '');
        }
        for (const [selector, name] of [['.creative-picture', 'href'], ['.creative-picture', 'aria-label'], ['form', 'action']]) {
            const value = fresh.querySelector(selector)?.getAttribute(name);
            value && this.querySelector(selector)?.setAttribute(name, value);
        }
        for (const selector of ['.creative-note', '.creative-comment', '.mock-name', '.creative-problem']) {
            const [current, next] = [this.querySelector(selector), fresh.querySelector(selector)];
            current?.replaceChildren(next?.textContent ?? '');
            current?.toggleAttribute('hidden', next?.hasAttribute('hidden') ?? false);
        }
        for (const control of this.querySelectorAll('.decide, .creative-headline')) {
            control.disabled = !hasImage && control.matches('.decide');
        }
        this.#showDecision(fresh.dataset['approval'] ?? 'pending');
        const headline = fresh.querySelector('.creative-headline');
        if (headline && this.#headline && !typing) {
            this.#headline.value = headline.value;
        }
        if (hasImage && (this.#shownLook !== this.#look || !this.#image?.isShown) && !typing) {
            void this.#show();
        }
    }
    async decide(approval, changes = {}) {
        const decision = this.dataset['approval'] === approval ? 'pending' : approval;
        this.#showDecision(decision);
        await this.#change({ ...changes, approval: decision });
    }
    get #headline() {
        return this.querySelector('.creative-headline');
    }
    get #look() {
        return this.dataset['look'] ?? '';
    }
    async #show() {
        this.#shownLook = this.#look;
        await this.#image?.show((width) => siteUrl(`${this.dataset['base']}/creatives/${this.key}/${width}?v=${this.dataset['look']}`), this.ariaLabel ?? '');
    }
    #onSubmit(event) {
        event.preventDefault();
        const comment = this.querySelector('textarea[name=comment]')?.value;
        const approval = event.submitter?.value;
        void (approval ? this.decide(approval) : this.#change({ comment }));
    }
    #onKey(event) {
        if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey)) {
            event.preventDefault();
            this.focus();
        }
    }
    #scheduleSave() {
        clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => {
            this.#timer = 0;
            void this.#change({ headline: this.#headline?.value });
        }, typingPauseMs);
    }
    async #change(change) {
        const request = ++this.#requests;
        const name = document.querySelector('#reviewer')?.value;
        const answer = await call('PATCH', siteUrl(`/api${this.dataset['base']}/creatives/${this.key}`), name === undefined ? change : { ...change, name });
        if (request !== this.#requests) {
            return;
        }
        this.querySelector('.creative-problem')?.replaceChildren(answer.ok ? (answer.value.problems?.join(' ') ?? '') : answer.problem);
        if (!answer.ok) {
            this.#showDecision(this.dataset['approval'] ?? 'pending');
            return;
        }
        Object.assign(this.dataset, { look: answer.value.look, approval: answer.value.approval });
        this.#showDecision(answer.value.approval);
        if (this.#image?.isShown && this.#shownLook !== this.#look) {
            await this.#show();
        }
        this.dispatchEvent(new CreativeEvent());
    }
    #showDecision(approval) {
        for (const button of this.querySelectorAll('.decide')) {
            button.ariaPressed = String(button.value === approval);
        }
    }
}

import { ignoreRepeats } from '../shared/button-guard.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { call } from './api.js';
import { CreativeEvent } from './creative-event.js';
import { CreativeImage } from './creative-image.js';
const typingPauseMs = 80;
const fieldNames = new Set(['headline', 'call_to_action', 'small_print', 'template', 'comment']);
export class DarkroomEditor extends PageElement {
    static define(tag = 'darkroom-editor') {
        customElements.define(tag, this);
    }
    #image;
    #timer = 0;
    #requests = 0;
    #changes = {};
    connected(signal) {
        this.#image = new CreativeImage(this.querySelector('.creative-layers') ?? this);
        this.addEventListener('input', (event) => this.#onInput(event.target), { signal });
        ignoreRepeats(this, '[data-regenerate]', signal);
        this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    }
    disconnectedCallback() {
        super.disconnectedCallback();
        clearTimeout(this.#timer);
        void this.#send();
    }
    #onInput(target) {
        const { name, value } = target;
        if (fieldNames.has(name)) {
            this.#changes[name] = value;
        }
        else if (name.startsWith('focus_')) {
            const [x, y] = ['x', 'y'].map((axis) => this.querySelector(`[name=focus_${axis}]`)?.value);
            this.#changes['focus'] = { x: Number(x || 50) / 100, y: Number(y || 50) / 100 };
        }
        clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => void this.#send(), typingPauseMs);
    }
    #onSubmit(event) {
        const { name, value } = (event.submitter ?? {});
        if (name === 'do' && value === 'regenerate') {
            return;
        }
        event.preventDefault();
        if (name === 'approval') {
            this.#changes['approval'] = this.dataset['approval'] === value ? 'pending' : value;
        }
        void this.#send();
    }
    async #send() {
        const changes = this.#changes;
        if (Object.keys(changes).length === 0) {
            return;
        }
        this.#changes = {};
        const request = ++this.#requests;
        const path = `${this.dataset['base']}/creatives/${this.dataset['creative']}`;
        const answer = await call('PATCH', siteUrl(`/api${path}`), changes);
        if (request !== this.#requests) {
            return;
        }
        this.querySelector('.editor-problem')?.replaceChildren(answer.ok ? (answer.value.problems?.join(' ') ?? '') : answer.problem);
        if (answer.ok) {
            this.#show(path, answer.value);
            (this.isConnected ? this : document.querySelector('darkroom-campaign'))?.dispatchEvent(new CreativeEvent());
        }
    }
    #show(path, { look, approval }) {
        this.dataset['approval'] = approval;
        for (const button of this.querySelectorAll('button[name=approval]')) {
            button.ariaPressed = String(button.value === approval);
        }
        if (look !== this.dataset['look']) {
            this.dataset['look'] = look;
            void this.#image?.show((width) => siteUrl(`${path}/${width}?v=${look}`), this.querySelector('img')?.alt ?? '');
        }
    }
}

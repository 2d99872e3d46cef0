import { canCopy, copied, decoded } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { text } from '../shared/texts.js';
const frameMs = 700;
export class DarkroomViewer extends PageElement {
    static define(tag = 'darkroom-viewer') {
        customElements.define(tag, this);
    }
    #replaying;
    connected(signal) {
        this.querySelector('.scrubber')?.toggleAttribute('hidden', false);
        this.querySelector('#scrub')?.addEventListener('input', () => this.#onScrub(), { signal });
        this.querySelector('#replay')?.addEventListener('click', () => void this.#replay(signal), { signal });
        this.querySelector('#stage')?.addEventListener('click', () => this.#zoom(), { signal });
        document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
        for (const time of this.querySelectorAll('time')) {
            time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
        }
        for (const copy of this.querySelectorAll('[data-copy]')) {
            copy.hidden = !canCopy();
            copy.addEventListener('click', () => void this.#copy(copy), { signal });
        }
    }
    get #scrub() {
        return this.querySelector('#scrub');
    }
    #onScrub() {
        this.#replaying?.abort();
        void this.#show();
    }
    async #show() {
        const at = Number(this.#scrub?.value ?? 0);
        const frames = [...this.querySelectorAll('#frames a')];
        const stage = this.querySelector('#stage');
        const frame = at < frames.length - 1 ? frames[at] : undefined;
        frames.forEach((one, index) => one.toggleAttribute('data-current', index === at));
        const image = frame && Object.assign(new Image(), { src: frame.href, className: 'stage-frame', alt: '' });
        if (image) {
            await decoded(image);
        }
        if (Number(this.#scrub?.value) === at) {
            const previous = stage?.querySelectorAll('.stage-frame') ?? [];
            if (image) {
                stage?.append(image);
            }
            previous.forEach((old) => old.remove());
        }
    }
    async #replay(signal) {
        this.#replaying?.abort();
        const stop = (this.#replaying = new AbortController()).signal;
        signal.addEventListener('abort', () => this.#replaying?.abort(), { once: true });
        const scrub = this.#scrub;
        for (let at = 0; scrub && at <= Number(scrub.max) && !stop.aborted; at++) {
            scrub.value = String(at);
            await this.#show();
            await new Promise((resume) => setTimeout(resume, frameMs));
        }
    }
    #zoom() {
        const zoomed = this.querySelector('#stage')?.toggleAttribute('data-zoomed');
        const image = this.querySelector('#final');
        if (zoomed && image?.dataset['original']) {
            image.removeAttribute('srcset');
            image.src = image.dataset['original'];
        }
    }
    #onKey(event) {
        const typing = event.target instanceof HTMLInputElement && event.target.type !== 'range';
        const scrubbing = event.target === this.#scrub && event.key.startsWith('Arrow');
        if (typing || scrubbing || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        if (event.key.toLowerCase() === 'z') {
            this.#zoom();
            return;
        }
        const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
        this.querySelector(`a[data-key="${CSS.escape(key)}"]`)?.click();
    }
    async #copy(button) {
        const label = button.textContent;
        button.textContent = (await copied(button.dataset['copy'] ?? '')) ? text('LiveCopied') : text('LiveCopyBlocked');
        setTimeout(() => (button.textContent = label), 1500);
    }
}

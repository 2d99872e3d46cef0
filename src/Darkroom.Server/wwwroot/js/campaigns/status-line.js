import { statusContent } from '../shared/status-text.js';
export class StatusLine {
    #place;
    #text = '';
    constructor(page) {
        this.#place = page.querySelector('#status');
        this.#write(this.#place?.textContent ?? '');
    }
    adopt(fresh) {
        const next = fresh.querySelector('#status');
        if (this.#place && next && next.textContent !== this.#text) {
            this.#place.dataset['state'] = next.dataset['state'];
            this.#write(next.textContent);
        }
    }
    #write(text) {
        this.#text = text;
        this.#place?.replaceChildren(...statusContent(text));
    }
}

import { observeNear } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { placeholder } from '../shared/thumbhash.js';
const searchPauseMs = 250;
export class DarkroomGallery extends PageElement {
    static define(tag = 'darkroom-gallery') {
        customElements.define(tag, this);
    }
    #search;
    #pause = 0;
    #nearEnd = observeNear((link) => void this.#loadMore(link), '1200px');
    connected(signal) {
        this.querySelector('#search')?.addEventListener('input', () => this.#scheduleSearch(), { signal });
        this.#prepareTiles();
    }
    disconnectedCallback() {
        super.disconnectedCallback();
        this.#search?.abort();
        this.#nearEnd?.disconnect();
        clearTimeout(this.#pause);
    }
    async #loadMore(link) {
        this.#nearEnd?.unobserve(link);
        const page = await read(`${link.href}&fragment=1`, this.signal);
        const tiles = this.querySelector('.gallery-tiles');
        if (page && tiles && link.isConnected) {
            tiles.append(...page.querySelectorAll('.gallery-tiles > *'));
            const next = page.querySelector('a.more');
            next ? link.replaceWith(next) : link.remove();
            this.#prepareTiles();
        }
    }
    #scheduleSearch() {
        clearTimeout(this.#pause);
        this.#pause = setTimeout(() => void this.#runSearch(), searchPauseMs);
    }
    async #runSearch() {
        this.#search?.abort();
        this.#search = new AbortController();
        const form = this.querySelector('form[role=search]');
        const url = new URL(form.action);
        for (const [name, value] of new FormData(form)) {
            if (value) {
                url.searchParams.set(name, String(value));
            }
        }
        const page = await read(url.href, this.#search.signal);
        const results = page?.querySelector('#gallery');
        if (results) {
            history.replaceState(null, '', url);
            this.querySelector('#gallery')?.replaceWith(results);
            this.#prepareTiles();
        }
    }
    #prepareTiles() {
        for (const tile of this.querySelectorAll('a[data-thumbhash]')) {
            const image = tile.querySelector('img');
            if (!tile.style.backgroundImage && !image?.complete) {
                tile.style.backgroundImage = `url(${placeholder(tile.dataset['thumbhash'] ?? '')})`;
            }
        }
        for (const more of this.querySelectorAll('a.more')) {
            this.#nearEnd?.observe(more);
        }
    }
}
async function read(url, signal) {
    try {
        const answer = await fetch(url, { headers: { Accept: 'text/html' }, ...(signal ? { signal } : {}) });
        const timedOut = answer.status === 503 && answer.headers.get('Content-Type')?.startsWith('text/html');
        return answer.ok || timedOut ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
    }
    catch {
        return undefined;
    }
}

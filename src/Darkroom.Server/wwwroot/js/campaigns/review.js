import { store, stored } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl, storageKey } from '../shared/site.js';
import { fetchPage, isPageGone } from './api.js';
import { CreativeEvent } from './creative-event.js';
import { GridKeys } from './grid-keys.js';
import { mergePage } from './page-merge.js';
import { CampaignStateStream } from './state-stream.js';
import { StatusLine } from './status-line.js';
const nameKey = storageKey('darkroom-reviewer');
export class DarkroomReview extends PageElement {
    static define(tag = 'darkroom-review') {
        customElements.define(tag, this);
    }
    #status;
    #refreshing = Promise.resolve();
    connected(signal) {
        const name = this.querySelector('#reviewer');
        if (name) {
            name.value ||= stored(nameKey);
            name.addEventListener('input', () => store(nameKey, name.value), { signal });
            name.form?.addEventListener('submit', (event) => event.preventDefault(), { signal });
        }
        this.#status = new StatusLine(this);
        new GridKeys(this, signal);
        this.addEventListener(CreativeEvent.type, () => void this.#refresh(), { signal });
        new CampaignStateStream(siteUrl(`/api/review/${this.dataset['token']}/events`), (tag) => void this.#onTag(tag), signal);
    }
    async #onTag(tag) {
        if (tag === '' && (await isPageGone(location.href))) {
            location.reload();
            return;
        }
        await this.#refreshing;
        if (tag !== this.dataset['mark']) {
            await this.#refresh();
        }
    }
    #refresh() {
        this.#refreshing = this.#refreshing.then(() => this.#update());
        return this.#refreshing;
    }
    async #update() {
        const fresh = await fetchPage(location.href);
        const next = fresh?.querySelector('darkroom-review');
        if (fresh && next && this.isConnected) {
            mergePage(this, fresh);
            this.dataset['mark'] = next.dataset['mark'] ?? '';
            this.toggleAttribute('data-moving', next.hasAttribute('data-moving'));
            this.#status?.adopt(fresh);
        }
    }
}

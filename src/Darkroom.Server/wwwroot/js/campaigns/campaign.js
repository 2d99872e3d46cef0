import { endPause, ignoreRepeats, runOnce } from '../shared/button-guard.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { call, fetchPage } from './api.js';
import { BriefEvent } from './brief-event.js';
import { CreativeEvent } from './creative-event.js';
import { GridKeys } from './grid-keys.js';
import { ImageActions } from './image-actions.js';
import { mergePage } from './page-merge.js';
import { PartialImageFeed } from './partial-image-feed.js';
import { CampaignStateStream } from './state-stream.js';
import { StatusLine } from './status-line.js';
const generate = 'generate-creatives';
export class DarkroomCampaign extends PageElement {
    static define(tag = 'darkroom-campaign') {
        customElements.define(tag, this);
    }
    #feed;
    #stateStream;
    #status;
    #refreshing;
    #refreshAgain = false;
    connected(signal) {
        this.#feed = new PartialImageFeed({
            onPartial: (place, url, index, of) => this.querySelectorAll(`darkroom-creative[data-place="${place}"]`)
                .forEach((tile) => tile.showPartial(url, index, of)),
        }, signal);
        new GridKeys(this, signal);
        new ImageActions(this, signal);
        ignoreRepeats(this, '#generate-creatives, [data-regenerate]', signal);
        this.addEventListener('input', () => endPause(generate), { signal });
        this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
        this.addEventListener('click', (event) => void this.#onClick(event), { signal });
        this.addEventListener('change', ({ target }) => {
            target instanceof HTMLInputElement && target.id === 'zones' && this.toggleAttribute('data-zones', target.checked);
        }, { signal });
        this.addEventListener(BriefEvent.type, (event) => this.#onSaved(event), { signal });
        this.addEventListener(CreativeEvent.type, () => void this.refresh(), { signal });
        window.addEventListener('popstate', () => void this.refresh(), { signal });
        this.#status = new StatusLine(this);
        this.#feed.follow(this);
        this.#listen();
    }
    get brief() {
        return this.querySelector('darkroom-brief');
    }
    #listen() {
        const id = this.dataset['campaign'];
        if (id && !this.#stateStream && this.signal) {
            this.#stateStream = new CampaignStateStream(siteUrl(`/api/campaigns/${id}/events`), (tag) => void this.#onTag(tag), this.signal);
        }
    }
    async #onTag(tag) {
        await this.#refreshing;
        if (tag !== this.dataset['mark']) {
            await this.refresh();
        }
    }
    refresh() {
        this.#refreshAgain = this.#refreshing !== undefined;
        this.#refreshing ??= this.#update().finally(() => {
            this.#refreshing = undefined;
            if (this.#refreshAgain) {
                void this.refresh();
            }
        });
        return this.#refreshing;
    }
    async #update() {
        const fresh = this.brief.campaign ? await fetchPage(location.href) : undefined;
        if (!fresh || this.signal?.aborted) {
            return;
        }
        mergePage(this, fresh);
        this.dataset['mark'] = fresh.querySelector('darkroom-campaign')?.dataset['mark'] ?? '';
        this.#status?.adopt(fresh);
        document.title = fresh.title;
        this.#feed?.follow(fresh);
    }
    #onSaved(event) {
        if (!this.dataset['campaign']) {
            this.dataset['campaign'] = event.campaign;
            history.replaceState(null, '', siteUrl(`/campaigns/${event.campaign}`));
            this.#listen();
        }
        this.querySelector('#campaign-title')?.replaceChildren(this.querySelector('#name')?.value || 'New campaign');
        void this.refresh();
    }
    #onSubmit(event) {
        const { id, value } = (event.submitter ?? {});
        const form = event.target;
        if (form.id === 'campaign-form') {
            event.preventDefault();
            void (id === 'generate-creatives' ? this.#generate() : this.brief.save(value || 'save'));
        }
        else if (form.id === 'approve-all') {
            event.preventDefault();
            void call('POST', form.getAttribute('action'), {}).then(() => this.refresh());
        }
    }
    async #generate() {
        const button = this.querySelector('#generate-creatives');
        await runOnce(generate, button, async () => {
            button.setAttribute('aria-busy', 'true');
            const started = await this.brief.save('generate');
            if (started) {
                await this.refresh();
            }
            button.removeAttribute('aria-busy');
            return started;
        });
    }
    async #onClick(event) {
        const link = event.target.closest('a[data-filter]');
        if (link && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            history.pushState(null, '', link.href);
            await this.refresh();
            link.hasAttribute('data-page') && this.querySelector('#creatives')?.scrollIntoView({ block: 'start' });
        }
    }
}

import { call, fetchPage } from '../shared/api.js';
import { endPause, ignoreRepeats, runOnce } from '../shared/button-guard.js';
import { PageElement } from '../shared/page-element.js';
import { ShareEvent } from '../shared/share.js';
import { siteUrl } from '../shared/site.js';
import type { DarkroomCampaignTabs } from './campaign-tabs.js';
import { BriefEvent } from './brief-event.js';
import type { DarkroomBrief } from './brief.js';
import { CreativeEvent } from './creative-event.js';
import type { DarkroomCreative } from './creative.js';
import { GridKeys } from './grid-keys.js';
import { ImageActions } from './image-actions.js';
import { mergePage, showLooks } from './page-merge.js';
import { PartialImageFeed } from './partial-image-feed.js';
import { CampaignStateStream } from './state-stream.js';
import { StatusLine } from './status-line.js';

const generate = 'generate-creatives';

/** The page of one campaign: starts its images and stays up to date with the server. */
export class DarkroomCampaign extends PageElement {
  static define(tag = 'darkroom-campaign'): void {
    customElements.define(tag, this);
  }

  #feed?: PartialImageFeed;
  #stateStream?: CampaignStateStream;
  #status?: StatusLine;
  #refreshing: Promise<void> | undefined;
  #refreshAgain = false;

  protected connected(signal: AbortSignal): void {
    this.#feed = new PartialImageFeed({
      onPartial: (place, url, index, of) => this.querySelectorAll<DarkroomCreative>(`darkroom-creative[data-place="${place}"]`)
        .forEach((tile) => tile.showPartial(url, index, of)),
    }, signal);
    new GridKeys(this, signal);
    new ImageActions(this, signal);
    ignoreRepeats(this, '#generate-creatives, [data-regenerate]', signal);
    // A changed form is another request.
    this.addEventListener('input', () => endPause(generate), { signal });
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    this.addEventListener('click', (event) => void this.#onClick(event), { signal });
    this.addEventListener('change', ({ target }) => {
      target instanceof HTMLInputElement && target.id === 'zones' && this.toggleAttribute('data-zones', target.checked);
    }, { signal });
    this.addEventListener(BriefEvent.type, (event) => this.#onSaved(event as BriefEvent), { signal });
    for (const type of [CreativeEvent.type, ShareEvent.type]) {
      this.addEventListener(type, () => void this.refresh(), { signal });
    }
    window.addEventListener('popstate', () => void this.refresh(), { signal });
    this.#status = new StatusLine(this);
    this.#feed.follow(this);
    this.#listen();
  }

  get brief(): DarkroomBrief {
    return this.querySelector<DarkroomBrief>('darkroom-brief')!;
  }

  /** Refreshes the page when the state on the server changes. */
  #listen(): void {
    const id = this.dataset['campaign'];
    if (id && !this.#stateStream && this.signal) {
      this.#stateStream = new CampaignStateStream(siteUrl(`/api/campaigns/${id}/events`), (tag) => void this.#onTag(tag), this.signal);
    }
  }

  async #onTag(tag: string): Promise<void> {
    // The running refresh may already show this state.
    await this.#refreshing;
    if (tag !== this.dataset['mark']) {
      await this.refresh();
    }
  }

  /** Updates the page from the server. A call during an update causes one more. */
  refresh(): Promise<void> {
    this.#refreshAgain = this.#refreshing !== undefined;
    this.#refreshing ??= this.#update().finally(() => {
      this.#refreshing = undefined;
      if (this.#refreshAgain) {
        void this.refresh();
      }
    });
    return this.#refreshing;
  }

  async #update(): Promise<void> {
    const fresh = this.brief.campaign ? await fetchPage(location.href) : undefined;
    if (!fresh || this.signal?.aborted) {
      return;
    }
    mergePage(this, fresh);
    showLooks(this, fresh);
    this.dataset['mark'] = fresh.querySelector<HTMLElement>('darkroom-campaign')?.dataset['mark'] ?? '';
    this.#status?.adopt(fresh);
    document.title = fresh.title;
    this.#feed?.follow(fresh);
  }

  #onSaved(event: BriefEvent): void {
    if (!this.dataset['campaign']) {
      this.dataset['campaign'] = event.campaign;
      history.replaceState(null, '', siteUrl(`/campaigns/${event.campaign}`));
      this.#listen();
    }
    const title = this.querySelector<HTMLElement>('#campaign-title');
    title?.replaceChildren(this.querySelector<HTMLInputElement>('#name')?.value || title.dataset['unnamed']!);
    void this.refresh();
  }

  #onSubmit(event: SubmitEvent): void {
    const { id, value } = (event.submitter ?? {}) as HTMLButtonElement;
    const form = event.target as HTMLFormElement;
    if (form.id === 'campaign-form') {
      event.preventDefault();
      void (id === 'generate-creatives' ? this.#generate() : this.brief.save(value || 'save'));
    } else if (form.id === 'approve-all') {
      event.preventDefault();
      void call('POST', form.getAttribute('action')!, {}).then(() => this.refresh());
    }
  }

  async #generate(): Promise<void> {
    const button = this.querySelector<HTMLButtonElement>('#generate-creatives')!;
    await runOnce(generate, button, async () => {
      button.setAttribute('aria-busy', 'true');
      const started = await this.brief.save('generate');
      if (started) {
        this.querySelector<DarkroomCampaignTabs>('darkroom-campaign-tabs')?.show('creatives');
        await this.refresh();
      }
      button.removeAttribute('aria-busy');
      return started;
    });
  }

  /** Follows a filter or page link without a page load. */
  async #onClick(event: MouseEvent): Promise<void> {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[data-filter]');
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      history.pushState(null, '', link.href);
      await this.refresh();
      link.hasAttribute('data-page') && this.querySelector('#creatives')?.scrollIntoView({ block: 'start' });
    }
  }
}

import { fetchPage, isPageGone } from '../shared/api.js';
import { store, stored } from '../shared/browser-features.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { CreativeEvent } from './creative-event.js';
import { GridKeys } from './grid-keys.js';
import { mergePage } from './page-merge.js';
import { openReviewPanels } from './review-panels.js';
import { reviewerKey } from './reviewer-name.js';
import { CampaignStateStream } from './state-stream.js';
import { StatusLine } from './status-line.js';

/** The review page: stays up to date with the campaign and remembers the reviewer's name. */
export class DarkroomReview extends PageElement {
  static define(tag = 'darkroom-review'): void {
    customElements.define(tag, this);
  }

  #status?: StatusLine;
  #refreshing = Promise.resolve();

  protected connected(signal: AbortSignal): void {
    const name = this.querySelector<HTMLInputElement>('#reviewer');
    if (name) {
      name.value ||= stored(reviewerKey);
      name.addEventListener('input', () => store(reviewerKey, name.value), { signal });
      name.form?.addEventListener('submit', (event) => event.preventDefault(), { signal });
    }
    this.#status = new StatusLine(this);
    new GridKeys(this, signal);
    openReviewPanels(this, () => void this.#refresh(), signal);
    revealCreative(this);
    this.addEventListener(CreativeEvent.type, () => void this.#refresh(), { signal });
    new CampaignStateStream(siteUrl(`/api/review/${this.dataset['token']}/events`), (tag) => void this.#onTag(tag), signal);
  }

  async #onTag(tag: string): Promise<void> {
    if (tag === '' && (await isPageGone(location.href))) {
      // The new page says that the link has expired.
      location.reload();
      return;
    }
    // The running refresh may already show this state.
    await this.#refreshing;
    if (tag !== this.dataset['mark']) {
      await this.#refresh();
    }
  }

  /** Updates the page. Refreshes run one after the other, so that an older response is never shown last. */
  #refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#update());
    return this.#refreshing;
  }

  async #update(): Promise<void> {
    const fresh = await fetchPage(location.href);
    const next = fresh?.querySelector<HTMLElement>('darkroom-review');
    if (fresh && next && this.isConnected) {
      mergePage(this, fresh);
      this.dataset['mark'] = next.dataset['mark'] ?? '';
      this.toggleAttribute('data-moving', next.hasAttribute('data-moving'));
      this.#status?.adopt(fresh);
    }
  }
}

/** Scrolls to the creative that the address names: the one that was shown in full size before. */
function revealCreative(page: HTMLElement): void {
  const tile = document.getElementById(location.hash.slice(1));
  if (tile?.matches('[data-creative]') && page.contains(tile)) {
    tile.scrollIntoView({ block: 'center' });
    tile.focus({ preventScroll: true });
  }
}

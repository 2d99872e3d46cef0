import { fetchPage, isPageGone } from '../shared/api.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { CampaignStateStream } from './state-stream.js';

/** A page behind a review link, which stays up to date with the campaign. */
export abstract class ReviewElement extends PageElement {
  #refreshing = Promise.resolve();

  /** Shows the state of a freshly rendered page. */
  protected abstract adopt(page: Document): void;

  /** Refreshes the page when the state on the server changes. */
  protected follow(signal: AbortSignal): void {
    new CampaignStateStream(siteUrl(`/api/review/${this.dataset['token']}/events`), (tag) => void this.#onTag(tag), signal);
  }

  /** Updates the page. Refreshes run one after the other, so that an older response is never shown last. */
  protected refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(async () => {
      const page = await fetchPage(location.href);
      page && this.adopt(page);
    });
    return this.#refreshing;
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
      await this.refresh();
    }
  }
}

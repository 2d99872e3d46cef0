import { isGone, read } from './campaign-api.js';
import { CreativeEvent } from './campaign-creative.js';
import { GridKeys } from './campaign-keys.js';
import { CampaignNews } from './campaign-news.js';
import { merge } from './campaign-parts.js';
import { StatusLine } from './campaign-status.js';
import { store, stored } from '../shared/optional.js';
import { at, keyOf } from '../shared/site.js';

const nameKey = keyOf('darkroom-reviewer');

/** A client's page: shows what others decide and make meanwhile, and remembers the client's name. */
export class DarkroomReview extends HTMLElement {
  static define(tag = 'darkroom-review'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #status?: StatusLine;
  #looking = Promise.resolve();

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    const name = this.querySelector<HTMLInputElement>('#reviewer');
    if (name) {
      name.value ||= stored(nameKey);
      name.addEventListener('input', () => store(nameKey, name.value), { signal });
      name.form?.addEventListener('submit', (event) => event.preventDefault(), { signal });
    }
    this.#status = new StatusLine(this);
    new GridKeys(this, signal);
    this.addEventListener(CreativeEvent.type, () => void this.#look(), { signal });
    new CampaignNews(at(`/api/review/${this.dataset['token']}/events`), (mark) => void this.#onMark(mark), signal);
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  async #onMark(mark: string): Promise<void> {
    if (mark === '' && (await isGone(location.href))) {
      // The page says that the link has ended.
      location.reload();
      return;
    }
    // What is being read may be that state already.
    await this.#looking;
    if (mark !== this.dataset['mark']) {
      await this.#look();
    }
  }

  /** Shows the page as the server has it now. One after the other: an older answer never comes last. */
  #look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#read());
    return this.#looking;
  }

  async #read(): Promise<void> {
    const fresh = await read(location.href);
    const next = fresh?.querySelector<HTMLElement>('darkroom-review');
    if (fresh && next && this.isConnected) {
      merge(this, fresh);
      this.dataset['mark'] = next.dataset['mark'] ?? '';
      this.toggleAttribute('data-moving', next.hasAttribute('data-moving'));
      this.#status?.adopt(fresh);
    }
  }
}

import { store, stored } from '../shared/browser-features.js';
import { CreativeEvent } from './creative-event.js';
import { GridKeys } from './grid-keys.js';
import { mergePage } from './page-merge.js';
import { ReviewElement } from './review-element.js';
import { openReviewPanels } from './review-panels.js';
import { reviewerKey } from './reviewer-name.js';
import { StatusLine } from './status-line.js';

/** The review page: stays up to date with the campaign and remembers the reviewer's name. */
export class DarkroomReview extends ReviewElement {
  static define(tag = 'darkroom-review'): void {
    customElements.define(tag, this);
  }

  #status?: StatusLine;

  protected connected(signal: AbortSignal): void {
    const name = this.querySelector<HTMLInputElement>('#reviewer');
    if (name) {
      name.value ||= stored(reviewerKey);
      name.addEventListener('input', () => store(reviewerKey, name.value), { signal });
      name.form?.addEventListener('submit', (event) => event.preventDefault(), { signal });
    }
    this.#status = new StatusLine(this);
    new GridKeys(this, signal);
    openReviewPanels(this, () => void this.refresh(), signal);
    revealCreative(this);
    this.addEventListener(CreativeEvent.type, () => void this.refresh(), { signal });
    this.follow(signal);
  }

  protected adopt(page: Document): void {
    const next = page.querySelector<HTMLElement>('darkroom-review');
    if (next && this.isConnected) {
      mergePage(this, page);
      this.dataset['mark'] = next.dataset['mark'] ?? '';
      this.toggleAttribute('data-moving', next.hasAttribute('data-moving'));
      this.#status?.adopt(page);
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

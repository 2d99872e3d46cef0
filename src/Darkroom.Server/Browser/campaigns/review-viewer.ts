import { fetchPage, isPageGone } from '../shared/api.js';
import { store, stored } from '../shared/browser-features.js';
import { ImageStage } from '../shared/image-stage.js';
import { showLocalTimes } from '../shared/local-times.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import type { DarkroomComments } from './comments.js';
import { mergePage } from './page-merge.js';
import { postForm } from './post-form.js';
import { reviewerKey } from './reviewer-name.js';
import { CampaignStateStream } from './state-stream.js';

const zoomStep = 1.5;

/** One creative in full size: zoom, the neighbours by swipe and keys, the decision, and what others do meanwhile. */
export class DarkroomReviewViewer extends PageElement {
  static define(tag = 'darkroom-review-viewer'): void {
    customElements.define(tag, this);
  }

  #stage?: ImageStage;
  #refreshing = Promise.resolve();

  protected connected(signal: AbortSignal): void {
    const stage = this.querySelector<HTMLElement>('#stage')!;
    this.#stage = new ImageStage(stage, { fillsWindow: true, isAsHighAsImage: true, onSwipe: (direction) => this.#follow(direction > 0 ? 'next' : 'prev') }, signal);
    // The images have their sizes once the style sheet is there.
    requestAnimationFrame(() => this.#stage?.reset());
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    this.addEventListener('submit', (event) => void this.#onSubmit(event), { signal });
    this.addEventListener('change', ({ target }) => {
      target instanceof HTMLInputElement && target.id === 'zones' && this.toggleAttribute('data-zones', target.checked);
    }, { signal });
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    showLocalTimes(document);
    new CampaignStateStream(siteUrl(`/api/review/${this.dataset['token']}/events`), (tag) => void this.#onTag(tag), signal);
  }

  #onClick(event: MouseEvent): void {
    const target = event.target as Element;
    const zoom = target.closest<HTMLElement>('[data-zoom]')?.dataset['zoom'];
    if (zoom) {
      this.#stage?.zoomBy(zoom === 'in' ? zoomStep : 1 / zoomStep);
    }
  }

  #onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (target.closest('input:not([type=checkbox]), textarea, select, summary') || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    switch (event.key) {
      case 'ArrowRight':
        this.#follow('next');
        break;
      case 'ArrowLeft':
        this.#follow('prev');
        break;
      case 'Escape':
        this.#stage?.zoomed ? this.#stage.reset() : this.querySelector<HTMLElement>('[data-key=Escape]')?.click();
        break;
      case 'a':
      case 'r':
        this.querySelector<HTMLElement>(`[data-decision=${event.key === 'a' ? 'approved' : 'rejected'}]`)?.click();
        break;
      case 'z':
        this.#stage?.toggle();
        break;
      case '+':
      case '-':
        this.#stage?.zoomBy(event.key === '+' ? zoomStep : 1 / zoomStep);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #follow(rel: 'next' | 'prev'): void {
    this.querySelector<HTMLAnchorElement>(`.rv-bar a[rel=${rel}][href]`)?.click();
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    if (!form.matches('.decision')) {
      return;
    }
    event.preventDefault();
    const name = form.querySelector<HTMLInputElement>('[name=name]')!;
    const typed = this.querySelector<HTMLInputElement>('#comment-name');
    name.value = typed ? typed.value || stored(reviewerKey) : name.value;
    typed?.value && store(reviewerKey, typed.value);
    const { page, problem } = await postForm(form, event.submitter);
    showProblem(this, '.decision-problem', problem);
    page && !problem && this.#adopt(page);
    problem && (await this.#refresh());
  }

  async #onTag(tag: string): Promise<void> {
    if (tag === '' && (await isPageGone(location.href))) {
      // The new page says that the link has expired.
      location.reload();
      return;
    }
    await this.#refreshing;
    if (tag !== this.dataset['mark']) {
      await this.#refresh();
    }
  }

  /** Refreshes run one after the other, so that an older response is never shown last. */
  #refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(async () => {
      const page = await fetchPage(location.href);
      page && this.#adopt(page);
    });
    return this.#refreshing;
  }

  #adopt(page: Document): void {
    const fresh = page.querySelector<HTMLElement>('darkroom-review-viewer');
    if (!fresh || !this.isConnected) {
      return;
    }
    this.dataset['mark'] = fresh.dataset['mark'] ?? '';
    if (fresh.dataset['look'] === this.dataset['look']) {
      mergePage(this, page);
    } else {
      // What is shown stays until the reviewer asks for the new version: it is what they are writing about.
      this.querySelector('.rv-new')?.toggleAttribute('hidden', false);
    }
    this.querySelector<DarkroomComments>('darkroom-comments')?.showPins();
  }
}

import { store, stored } from '../shared/browser-features.js';
import { ImageStage } from '../shared/image-stage.js';
import { showLocalTimes } from '../shared/local-times.js';
import { showProblem } from '../shared/problem.js';
import type { DarkroomComments } from './comments.js';
import { mergePage } from './page-merge.js';
import { postForm } from './post-form.js';
import { ReviewElement } from './review-element.js';
import { reviewerKey } from './reviewer-name.js';

const zoomStep = 1.5;

/** One creative in full size: zoom, the neighbours by swipe and keys, the decision, and what others do meanwhile. */
export class DarkroomReviewViewer extends ReviewElement {
  static define(tag = 'darkroom-review-viewer'): void {
    customElements.define(tag, this);
  }

  #stage?: ImageStage;

  protected connected(signal: AbortSignal): void {
    const stage = this.querySelector<HTMLElement>('#stage')!;
    this.#stage = new ImageStage(stage, { fillsWindow: true, isAsHighAsImage: true, onSwipe: (direction) => this.#showOther(direction > 0 ? 'next' : 'prev') }, signal);
    // The images have their sizes once the style sheet is there.
    requestAnimationFrame(() => this.#stage?.reset());
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    this.addEventListener('submit', (event) => void this.#onSubmit(event), { signal });
    this.addEventListener('change', ({ target }) => {
      target instanceof HTMLInputElement && target.id === 'zones' && this.toggleAttribute('data-zones', target.checked);
    }, { signal });
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    showLocalTimes(document);
    this.follow(signal);
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
        this.#showOther('next');
        break;
      case 'ArrowLeft':
        this.#showOther('prev');
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

  #showOther(rel: 'next' | 'prev'): void {
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
    page && !problem && this.adopt(page);
    problem && (await this.refresh());
  }

  protected adopt(page: Document): void {
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

import { fetchPage } from '../shared/api.js';

/** How far below the window the next runs are loaded. */
const margin = '600px';

/** Loads earlier runs when the end of the list comes near. Without scripts, it ends in a link. */
export function loadEarlierRuns(runs: HTMLElement, signal: AbortSignal): void {
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        observer.unobserve(target);
        void load(target);
      }
    }
  }, { rootMargin: margin });

  const observe = (): void => {
    const link = runs.querySelector('.earlier');
    link && observer.observe(link);
  };

  const load = async (link: Element): Promise<void> => {
    const page = await fetchPage(link.querySelector('a')!.href);
    const more = page?.querySelector('.runs');
    if (more && !signal.aborted) {
      // A run that a link led to may be on the page already.
      more.querySelectorAll<HTMLElement>('[data-generation]').forEach((sheet) => runs.querySelector(`[data-generation="${sheet.dataset['generation']}"]`) && sheet.remove());
      link.replaceWith(...document.importNode(more, true).children);
      observe();
    }
  };

  observe();
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}

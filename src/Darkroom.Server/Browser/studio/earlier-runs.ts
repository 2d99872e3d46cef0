import { fetchPage } from '../shared/api.js';
import { observeNear } from '../shared/browser-features.js';

/** How far below the window the next runs are loaded. */
const margin = '600px';

/** Loads earlier runs when the end of the list comes near. Without scripts, it ends in a link. */
export function loadEarlierRuns(runs: HTMLElement, signal: AbortSignal): void {
  const load = async (link: HTMLAnchorElement): Promise<void> => {
    observer?.unobserve(link);
    const more = (await fetchPage(link.href))?.querySelector('.runs');
    if (more && !signal.aborted) {
      const isShown = ({ dataset }: HTMLElement): boolean => runs.querySelector(`[data-generation="${dataset['generation']}"]`) !== null;
      // A run that a link led to may be on the page already.
      [...more.querySelectorAll<HTMLElement>('[data-generation]')].filter(isShown).forEach((sheet) => sheet.remove());
      link.parentElement!.replaceWith(...document.importNode(more, true).children);
      observe();
    }
  };

  const observer = observeNear((link) => void load(link), margin);
  const observe = (): void => {
    const link = runs.querySelector('.earlier a');
    link && observer?.observe(link);
  };
  observe();
  signal.addEventListener('abort', () => observer?.disconnect(), { once: true });
}

import { call } from '../shared/api.js';
import { queueChanged } from '../shared/queue-changed.js';
import { siteUrl } from '../shared/site.js';
import type { DarkroomSheet } from './sheet.js';

/** Changes come in groups; the positions are read this long after the first of them. */
const settleMs = 500;

/** Shows at waiting images how many are ahead of them in the queue, which depends on other runs too. */
export function followQueue(studio: HTMLElement, signal: AbortSignal): void {
  let timer = 0;
  const waiting = (): DarkroomSheet[] => [...studio.querySelectorAll<DarkroomSheet>('[data-generation]:has(> .sheet-tiles > [data-state=waiting])')];
  const read = async (): Promise<void> => {
    timer = 0;
    if (waiting().length === 0) {
      return;
    }
    const answer = await call<{ readonly runs: readonly { readonly id: string; readonly queue_position?: number }[] }>('GET', siteUrl('/api/queue'));
    if (answer.ok && !signal.aborted) {
      const positions = new Map(answer.value.runs.map(({ id, queue_position }) => [id, queue_position]));
      waiting().forEach((sheet) => sheet.showAhead(positions.get(sheet.dataset['generation']!)));
    }
  };
  document.addEventListener(queueChanged, () => (timer ||= window.setTimeout(() => void read(), settleMs)), { signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}

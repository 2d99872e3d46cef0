// The queue as a dialog over every page. The server renders it (QueuePage.razor), so that its texts are not part of every page.
import { call, fetchPage } from './api.js';
import { allowNotifications, notificationPermission, showNotification, store, stored } from './browser-features.js';
import { showPanel } from './panel.js';
import { showProblem } from './problem.js';
import { queueChanged } from './queue-changed.js';
import { siteUrl } from './site.js';
import { text } from './texts.js';

/** Events come in groups; the queue is loaded again this long after the first of them. */
const settleMs = 500;
const tickMs = 1000;

/** Opens the queue over the page. @param opener Gets the focus when the dialog closes. */
export async function openQueue(changes: EventTarget, notifyKey: string, opener: HTMLElement): Promise<void> {
  const source = await load();
  if (!source || document.querySelector('.queue-panel')) {
    // Pressed twice, or the server cannot be reached.
    return;
  }
  const dialog = Object.assign(document.createElement('dialog'), { className: 'queue-panel' });
  const closing = new AbortController();
  dialog.setAttribute('aria-labelledby', 'queue-title');
  dialog.append(source);
  dialog.addEventListener('click', (event) => goToRun(event, dialog));
  showPanel(dialog, () => {
    closing.abort();
    // The link is hidden once nothing runs.
    (opener.hidden ? document.querySelector<HTMLElement>('main')! : opener).focus({ preventScroll: true });
  });
  dialog.querySelector<HTMLElement>('#queue-title')!.focus();
  keepCurrent(changes, notifyKey, closing.signal);
}

/** Keeps the queue that the page shows up to date until the signal fires. */
export function keepCurrent(changes: EventTarget, notifyKey: string, signal: AbortSignal): void {
  const queue = document.querySelector<HTMLElement>('#queue')!;
  let timer = 0;
  let loadedAt = performance.now();
  const refresh = async (): Promise<void> => {
    timer = 0;
    const fresh = await load();
    if (fresh && !signal.aborted) {
      loadedAt = performance.now();
      replaceBody(queue, fresh);
    }
  };
  const refreshSoon = (): void => void (timer ||= window.setTimeout(() => void refresh(), settleMs));
  changes.addEventListener(queueChanged, refreshSoon, { signal });
  queue.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const moves = form.action.endsWith('/move');
    void send(queue, form).then(async () => {
      // No event reports a new order.
      await (moves ? refresh() : undefined);
      changes.dispatchEvent(new Event(queueChanged, { bubbles: true }));
    });
  }, { signal });
  const clock = setInterval(() => countDown(queue, performance.now() - loadedAt), tickMs);
  signal.addEventListener('abort', () => (clearInterval(clock), clearTimeout(timer)), { once: true });
  offerNotifications(queue, notifyKey);
}

/** Notifies the user that a run has ended. */
export async function notify(generation: string, done: number, of: number): Promise<void> {
  if (notificationPermission() === 'granted') {
    const answer = await call<{ request: { prompt: string } }>('GET', siteUrl(`/api/generations/${generation}`));
    // One notification, however many pages are open.
    showNotification(text('LiveRunEnded', done, of), { tag: generation, body: answer.ok ? answer.value.request.prompt.slice(0, 120) : '' });
  }
}

async function load(): Promise<HTMLElement | null> {
  const source = (await fetchPage(siteUrl('/queue')))?.getElementById('queue');
  return source ? document.importNode(source, true) : null;
}

/** Replaces the list and keeps the focus: at the same button of the run, else of the run that took its place, else at another button or the heading. */
function replaceBody(queue: HTMLElement, fresh: HTMLElement): void {
  const body = queue.querySelector('.queue-body')!;
  const controls = (parent: Element): HTMLElement[] => [...parent.querySelectorAll<HTMLElement>('a, button')];
  const runs = (): HTMLElement[] => [...body.querySelectorAll<HTMLElement>('[data-run]')];
  const before = controls(body);
  const at = before.indexOf(document.activeElement as HTMLElement);
  const focused = before[at];
  const run = focused?.closest<HTMLElement>('[data-run]');
  const place = run ? runs().indexOf(run) : -1;
  const status = body.querySelector('[role=status]')!;
  const next = fresh.querySelector('.queue-body')!;
  const said = next.querySelector('[role=status]')!;
  // The same element, so that screen readers announce it only if its text changes.
  if (status.textContent !== said.textContent) {
    status.textContent = said.textContent;
  }
  said.remove();
  body.replaceChildren(status, ...next.childNodes);
  if (focused) {
    const after = controls(body);
    const home = run && (runs().find((one) => one.dataset['run'] === run.dataset['run']) ?? runs()[Math.min(place, runs().length - 1)]);
    const kind = focused.dataset['do'] ? `[data-do=${focused.dataset['do']}]` : focused.tagName;
    const target = (home ?? body).querySelector<HTMLElement>(kind) ?? home?.querySelector('button') ?? after[Math.min(at, after.length - 1)];
    (target ?? queue.querySelector<HTMLElement>('#queue-title'))?.focus({ preventScroll: true });
  }
}

/** Cancels runs or moves one, as the form of a button says. */
async function send(queue: HTMLElement, form: HTMLFormElement): Promise<void> {
  const button = form.querySelector('button')!;
  const fields = new FormData(form);
  button.ariaDisabled = 'true';
  const answer = await (form.action.endsWith('/move')
    ? call('POST', siteUrl('/api/queue/move'), { id: fields.get('id'), before: fields.get('before') || null })
    : call('POST', siteUrl('/api/queue/cancel'), { ids: fields.getAll('id') }));
  button.ariaDisabled = null;
  showProblem(queue, '[data-problem]', answer.ok ? '' : answer.problem);
}

function countDown(queue: HTMLElement, elapsed: number): void {
  for (const line of queue.querySelectorAll<HTMLElement>('[data-left]')) {
    const seconds = Math.ceil((Number(line.dataset['left']) - elapsed) / 1000);
    line.textContent = seconds > 0 ? line.dataset['text']!.replace('{0}', String(seconds)) : line.dataset['over']!;
  }
}

/** A run of this page is shown without a page load. */
function goToRun(event: MouseEvent, dialog: HTMLDialogElement): void {
  const run = (event.target as Element).closest('a')?.closest<HTMLElement>('[data-run]')?.dataset['run'];
  const sheet = run ? document.querySelector(`[data-generation="${run}"]`) : null;
  if (sheet && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    dialog.close();
    sheet.scrollIntoView({ block: 'start' });
    sheet.querySelector<HTMLElement>('.sheet-more')?.focus({ preventScroll: true });
  }
}

/** The permission is asked for when the user switches notifications on. */
function offerNotifications(queue: HTMLElement, key: string): void {
  const box = queue.querySelector<HTMLInputElement>('[data-notify]')!;
  if (!notificationPermission()) {
    return;
  }
  box.closest('label')!.hidden = false;
  box.checked = stored(key) !== '' && notificationPermission() === 'granted';
  box.addEventListener('change', async () => {
    box.checked = box.checked && (await allowNotifications());
    store(key, box.checked ? 'on' : '');
    showProblem(queue, '[data-problem]', notificationPermission() === 'denied' ? box.dataset['denied']! : '');
  });
}

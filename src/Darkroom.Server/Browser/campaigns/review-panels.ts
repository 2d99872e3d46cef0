import { fetchPage } from '../shared/api.js';
import { canCopy, copied, stored } from '../shared/browser-features.js';
import { showPanel } from '../shared/panel.js';
import { text } from '../shared/texts.js';
import { postForm } from './post-form.js';
import { reviewerKey } from './reviewer-name.js';

/**
 * Shows the pages that links with `data-panel` lead to in a dialog.
 * @param done Called after a form in it was sent.
 */
export function openReviewPanels(root: HTMLElement, done: () => void, signal: AbortSignal): void {
  root.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-panel]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      void open(link, done);
    }
  }, { signal });
}

async function open(link: HTMLAnchorElement, done: () => void): Promise<void> {
  const content = (await fetchPage(link.href))?.querySelector<HTMLElement>('.panel-page');
  if (!content) {
    location.assign(link.href);
    return;
  }
  const dialog = document.createElement('dialog');
  dialog.className = 'pop review-panel';
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(dialog, event, done);
  });
  dialog.addEventListener('click', (event) => {
    const target = event.target as HTMLElement;
    target.closest('[data-close]') && (event.preventDefault(), dialog.close());
    target.matches('[data-copy-text]') && void copy(dialog, target);
  });
  show(dialog, content);
  showPanel(dialog, () => link.isConnected && link.focus());
}

function show(dialog: HTMLDialogElement, content: HTMLElement): void {
  dialog.replaceChildren(document.adoptNode(content));
  const title = dialog.querySelector('h1');
  dialog.ariaLabel = title?.textContent ?? '';
  const name = dialog.querySelector<HTMLInputElement>('[name=name]');
  if (name) {
    name.value ||= document.querySelector<HTMLInputElement>('#reviewer')?.value || stored(reviewerKey);
  }
  dialog.querySelector<HTMLElement>('[data-copy-text]')?.toggleAttribute('hidden', !canCopy());
}

async function send(dialog: HTMLDialogElement, event: SubmitEvent, done: () => void): Promise<void> {
  const { ok, page, problem } = await postForm(event.target as HTMLFormElement, event.submitter);
  const again = page?.querySelector<HTMLElement>('.panel-page');
  if (ok) {
    dialog.close();
    done();
  } else if (again) {
    // Something else is pending by now: it asks again.
    show(dialog, again);
  } else {
    const place = dialog.querySelector('.wrong') ?? dialog.querySelector('form')!.appendChild(Object.assign(document.createElement('p'), { className: 'wrong', role: 'alert' }));
    place.textContent = problem;
  }
}

async function copy(dialog: HTMLDialogElement, button: HTMLElement): Promise<void> {
  const label = button.textContent;
  button.textContent = (await copied(dialog.querySelector('textarea')?.value ?? '')) ? text('LiveCopied') : text('LiveCopyBlocked');
  setTimeout(() => (button.textContent = label), 1500);
}

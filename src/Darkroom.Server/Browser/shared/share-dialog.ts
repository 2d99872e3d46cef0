import { fetchPage } from './api.js';
import { text } from './texts.js';

/** Shows the page that a "Share" link leads to in a dialog. Without it, or if the page cannot be loaded, the link is followed. */
export function openShareLinksInDialog(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-share]') : null;
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && typeof HTMLDialogElement === 'function') {
      event.preventDefault();
      void open(link);
    }
  });
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const share = (await fetchPage(link.href))?.querySelector('darkroom-share');
  if (!share) {
    location.assign(link.href);
    return;
  }
  const dialog = document.createElement('dialog');
  dialog.className = 'pop share-dialog';
  dialog.setAttribute('aria-labelledby', 'share-title');
  const close = document.createElement('button');
  close.className = 'button quiet pop-close';
  close.type = 'button';
  close.append(text('LiveClose'));
  close.addEventListener('click', () => dialog.close());
  const closed = new AbortController();
  dialog.addEventListener('close', () => {
    closed.abort();
    dialog.remove();
    link.focus();
  });
  // Keys of the page, such as Escape in the viewer, do not act behind the dialog.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  document.addEventListener('keydown', (event) => {
    if (!dialog.contains(event.target as Node)) {
      event.stopPropagation();
    }
  }, { capture: true, signal: closed.signal });
  dialog.append(document.importNode(share, true), close);
  document.body.append(dialog);
  dialog.showModal();
}

// Dialogs whose content the server renders, so that their texts are not part of every page.
import { toast } from './toast.js';

/**
 * Shows a dialog over the page until it is closed by its buttons, Escape or a click beside it, and removes it then.
 * @param closed Called after it is gone.
 */
export function showPanel(dialog: HTMLDialogElement, closed: () => void): void {
  document.body.append(dialog);
  dialog.querySelectorAll<HTMLElement>('[data-close]').forEach((close) => {
    close.hidden = false;
    close.addEventListener('click', () => dialog.close());
  });
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  // Keys of the page do not act behind the dialog.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  dialog.addEventListener('close', () => {
    // A message over the dialog is that of the page.
    toast()?.moveTo(document.body);
    dialog.remove();
    closed();
  }, { once: true });
  dialog.showModal();
}

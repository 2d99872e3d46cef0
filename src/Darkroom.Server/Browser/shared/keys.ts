// The keys of every page. What they open is loaded when it is first used.

import { siteUrl } from './site.js';

/** How long the second key of a pair such as g s is waited for. */
const pairMs = 1500;
const pages: Readonly<Record<string, string>> = { s: '/', g: '/gallery', c: '/campaigns', ',': '/settings' };

/** Whether a key is a command: it is not typed into a field, nor pressed with Ctrl, Command or Alt. */
export function isCommand(event: KeyboardEvent): boolean {
  const typing = (event.target as Element).closest?.('input:not([type=radio], [type=checkbox], [type=range], [type=file]), textarea, select, [contenteditable]');
  return !event.ctrlKey && !event.metaKey && !event.altKey && !typing && !document.querySelector('dialog[open]:not(.lightbox)');
}

export function listenForKeys(): void {
  /** When the first key of a pair was pressed. */
  let first = -Infinity;
  /** The characters that are typed while the palette is being loaded. */
  let typed: string | undefined;

  const open = (what: 'openPalette' | 'openKeys'): void => {
    typed = '';
    void import('./commands.js').then((commands) => commands[what](() => typed ?? '')).finally(() => (typed = undefined));
  };

  document.addEventListener('click', (event) => (event.target as Element).closest('[data-commands]') && open('openPalette'));

  /** @returns True if the key is one of these keys. */
  const press = (event: KeyboardEvent): boolean => {
    const { key } = event;
    const control = event.ctrlKey || event.metaKey;
    if (typed !== undefined && !control) {
      typed += key.length === 1 ? key : '';
      return key.length === 1;
    }
    if (control && key.toLowerCase() === 'k' && !event.altKey && !event.shiftKey) {
      open('openPalette');
      return true;
    }
    if (!isCommand(event)) {
      return false;
    }
    const page = event.timeStamp - first < pairMs ? pages[key] : undefined;
    first = -Infinity;
    const field = document.querySelector<HTMLInputElement>('#search, #prompt');
    if (page) {
      location.assign(siteUrl(page));
    } else if (key === 'g') {
      first = event.timeStamp;
    } else if (key === '?') {
      open('openKeys');
    } else if (key === '/' && field && !document.querySelector('dialog[open]')) {
      window.scrollTo({ top: 0 });
      field.focus();
      field.select();
    } else {
      return false;
    }
    return true;
  };

  // First of all listeners, because letters after g mean something else to the viewer.
  document.addEventListener('keydown', (event) => {
    if (!event.isComposing && press(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, { capture: true });
}

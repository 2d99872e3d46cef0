// Buttons that cost money. A double-click, a held key and an impatient second press are one press.

/** How long after a start another press is ignored, in milliseconds. */
const restMs = 1000;

/** What was pressed: still running, or resting afterwards until its timer ends. */
const held = new Map<string, { readonly button: HTMLElement | null; timer: number }>();

/**
 * Lets the further clicks of a multiple click, and the repeats of a held Enter key, have no effect.
 * @param buttons A selector of the buttons. Enter in a field of a form presses the form's button.
 */
export function ignoreRepeats(root: HTMLElement, buttons: string, signal: AbortSignal): void {
  const stop = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  root.addEventListener('click', (event) => {
    if (event.detail > 1 && event.target instanceof Element && event.target.closest(buttons)) {
      stop(event);
    }
  }, { capture: true, signal });
  document.addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const presses = event.ctrlKey || event.metaKey || target instanceof HTMLInputElement || target.closest(buttons);
    if (event.key === 'Enter' && event.repeat && presses && (target === document.body || root.contains(target))) {
      stop(event);
    }
  }, { capture: true, signal });
}

/**
 * Runs what a button stands for, once: presses while it runs have no effect, and neither have those in the moment after it.
 * @param key What it does; the button may be rendered again meanwhile.
 * @param action Returns whether something was started. If not, the button works again at once.
 */
export async function once(key: string, button: HTMLElement | null, action: () => Promise<boolean>): Promise<void> {
  if (held.has(key)) {
    return;
  }
  const hold = { button, timer: 0 };
  held.set(key, hold);
  button?.setAttribute('aria-disabled', 'true');
  let started = false;
  try {
    started = await action();
  } finally {
    hold.timer = window.setTimeout(() => release(key), started ? restMs : 0);
  }
}

/** Ends the rest after a start: what is asked for now is something else. What still runs is not affected. */
export function release(key: string): void {
  const hold = held.get(key);
  if (hold?.timer) {
    clearTimeout(hold.timer);
    hold.button?.removeAttribute('aria-disabled');
    held.delete(key);
  }
}

// Guards buttons that cost money: a double-click, a held key and a second click shortly after the first count as one.

/** The time after a start during which further clicks are ignored. */
const pauseMs = 1000;

/** The actions that are running, or pausing until their timer ends. */
const active = new Map<string, { readonly button: HTMLElement | null; timer: number }>();

/**
 * Ignores the further clicks of a multiple click, and the repeats of a held Enter key.
 * @param buttons A selector of the buttons. Enter in a form field submits with the form's button.
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
    const clicks = event.ctrlKey || event.metaKey || target instanceof HTMLInputElement || target.closest(buttons);
    if (event.key === 'Enter' && event.repeat && clicks && (target === document.body || root.contains(target))) {
      stop(event);
    }
  }, { capture: true, signal });
}

/**
 * Runs the action of a button once: clicks while it runs, and shortly after it has started something, are ignored.
 * @param key Identifies the action; the button itself may be replaced in the meantime.
 * @param action Resolves to true if something was started. If not, the button is enabled at once.
 */
export async function runOnce(key: string, button: HTMLElement | null, action: () => Promise<boolean>): Promise<void> {
  if (active.has(key)) {
    return;
  }
  const entry = { button, timer: 0 };
  active.set(key, entry);
  button?.setAttribute('aria-disabled', 'true');
  let started = false;
  try {
    started = await action();
  } finally {
    entry.timer = window.setTimeout(() => endPause(key), started ? pauseMs : 0);
  }
}

/** Ends the pause after a start, because the request has changed. A running action is not affected. */
export function endPause(key: string): void {
  const entry = active.get(key);
  if (entry?.timer) {
    clearTimeout(entry.timer);
    entry.button?.removeAttribute('aria-disabled');
    active.delete(key);
  }
}

/** How far a menu keeps from its button and from the edges of the window, in pixels. */
const gap = 6;

/**
 * Opens a menu beside a button, which gets the focus back when it closes.
 * @param template Contains an element with the role menu.
 * @returns The chosen item; undefined if none was.
 */
export function openMenu(template: HTMLTemplateElement, button: HTMLElement, prepare: (menu: HTMLElement) => void): Promise<HTMLElement | undefined> {
  const menu = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  prepare(menu);
  document.body.append(menu);
  place(menu, button);
  const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')].filter((item) => !item.hidden);
  const closing = new AbortController();
  button.setAttribute('aria-expanded', 'true');
  return new Promise((resolve) => {
    const close = (chosen?: HTMLElement): void => {
      if (!closing.signal.aborted) {
        closing.abort();
        if (menu.contains(document.activeElement) || document.activeElement === document.body) {
          button.focus({ preventScroll: true });
        }
        button.removeAttribute('aria-expanded');
        // Not before the link of an item was followed.
        setTimeout(() => menu.remove());
        resolve(chosen);
      }
    };
    const { signal } = closing;
    menu.addEventListener('click', (event) => {
      const item = (event.target as Element).closest<HTMLElement>('[role=menuitem]');
      item && close(item);
    }, { signal });
    // Wherever the focus is: the end of a long press moves it to what is below the finger.
    document.addEventListener('keydown', (event) => onKey(event, items, close), { capture: true, signal });
    document.addEventListener('pointerdown', (event) => !menu.contains(event.target as Node) && close(), { capture: true, signal });
    window.addEventListener('resize', () => close(), { signal });
    items[0]?.focus({ preventScroll: true });
  });
}

function onKey(event: KeyboardEvent, items: readonly HTMLElement[], close: () => void): void {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const { key } = event;
  const letter = key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey ? key.toLowerCase() : undefined;
  const next = key === 'ArrowDown' ? at + 1 : key === 'ArrowUp' ? at - 1 : key === 'Home' ? 0 : key === 'End' ? -1
    : letter && letter !== ' ' ? items.findIndex((item, index) => index > at && item.textContent?.trim().toLowerCase().startsWith(letter)) : undefined;
  if (key === 'Escape' || key === 'Tab') {
    close();
  } else if (next === undefined) {
    return;
  } else {
    items.at(next % items.length)?.focus();
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Below the button if there is room, else above it; never beyond the edges of the window. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const { top, bottom, right } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const { clientWidth, clientHeight } = document.documentElement;
  const fits = bottom + gap + height + gap <= clientHeight || top - gap - height < gap;
  const y = fits ? Math.max(gap, Math.min(bottom + gap, clientHeight - height - gap)) : top - gap - height;
  const x = Math.min(Math.max(gap, right - width), clientWidth - width - gap);
  menu.style.left = `${x + window.scrollX}px`;
  menu.style.top = `${y + window.scrollY}px`;
}

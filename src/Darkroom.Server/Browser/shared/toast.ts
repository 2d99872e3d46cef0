import { PageElement } from './page-element.js';

/** How long a message with an action stays, unless it is pointed at. */
const showMs = 8000;

/** One short message at the lower edge of the page, with an action such as Undo. */
export class DarkroomToast extends PageElement {
  static define(tag = 'darkroom-toast'): void {
    customElements.define(tag, this);
  }

  #timer = 0;
  #action: (() => void) | undefined;

  protected connected(signal: AbortSignal): void {
    this.querySelector('button')?.addEventListener('click', () => this.#act(), { signal });
    for (const type of ['pointerenter', 'focusin'] as const) {
      this.addEventListener(type, () => clearTimeout(this.#timer), { signal });
    }
    for (const type of ['pointerleave', 'focusout'] as const) {
      this.addEventListener(type, () => this.#hideLater(), { signal });
    }
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /**
   * Shows a message in place of the one before.
   * @param action Called by the button; without it there is none.
   * @param stays True for a message that another one will replace.
   */
  show(message: string, action?: () => void, stays = false): void {
    this.moveTo([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body);
    this.#action = action;
    this.querySelector('[role=status]')!.textContent = message;
    this.querySelector('button')!.hidden = !action;
    this.toggleAttribute('data-shown', true);
    clearTimeout(this.#timer);
    if (!stays) {
      this.#hideLater();
    }
  }

  /** Moves to a dialog, because nothing outside of a modal one can be used, or back to the page. */
  moveTo(host: Element): void {
    if (this.parentElement !== host) {
      host.append(this);
      this.#hideLater();
    }
  }

  #act(): void {
    this.removeAttribute('data-shown');
    this.#action?.();
  }

  #hideLater(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.removeAttribute('data-shown'), showMs);
  }
}

/** The toast of this page. */
export function toast(): DarkroomToast | null {
  return document.querySelector<DarkroomToast>('darkroom-toast');
}

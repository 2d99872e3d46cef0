// The command palette and the list of keys. The server renders both (CommandsPage.razor), so that their texts are not part of every page.
import { fetchPage } from './api.js';
import { siteUrl } from './site.js';

const idOf = (index: number): string => `palette-option-${index}`;

/** Opens the list of keys. */
export async function openKeys(): Promise<void> {
  (await load('keys'))?.showModal();
}

/**
 * Opens the palette.
 * @param typed Returns what was typed while it was being loaded.
 */
export async function openPalette(typed: () => string): Promise<void> {
  const dialog = await load('palette');
  if (dialog) {
    new Palette(dialog).open(typed());
  }
}

/** Puts a dialog of the server into this page; undefined if one is open, or if it cannot be loaded. */
async function load(id: string): Promise<HTMLDialogElement | undefined> {
  const source = document.querySelector('#palette[open], #keys[open]') ? undefined : (await fetchPage(siteUrl('/commands')))?.getElementById(id);
  if (!source) {
    return undefined;
  }
  const dialog = document.importNode(source, true) as HTMLDialogElement;
  document.getElementById(id)?.remove();
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  // Keys of the page, such as Escape in the viewer, do not act behind the dialog.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  document.body.append(dialog);
  return dialog;
}

/** A combobox over the commands. */
class Palette {
  readonly #dialog: HTMLDialogElement;
  readonly #input: HTMLInputElement;
  readonly #options: HTMLElement[];
  readonly #actions = new Map<Element, HTMLElement>();
  #active: HTMLElement | undefined;

  constructor(dialog: HTMLDialogElement) {
    this.#dialog = dialog;
    this.#input = dialog.querySelector('input')!;
    this.#addActions();
    this.#options = [...dialog.querySelectorAll<HTMLElement>('[role=option]')];
    this.#options.forEach((option, index) => (option.id = idOf(index)));
    this.#input.addEventListener('input', () => this.#filter());
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    dialog.addEventListener('pointermove', (event) => this.#activate(optionOf(event) ?? this.#active, false));
    dialog.addEventListener('click', (event) => this.#run(optionOf(event)));
  }

  open(typed: string): void {
    this.#input.value = typed;
    this.#dialog.showModal();
    this.#filter();
  }

  /** Adds what the page behind can do: its elements with data-command or data-key. */
  #addActions(): void {
    const group = this.#dialog.querySelector<HTMLElement>('[data-actions]')!;
    const page = [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1) ?? document.querySelector('main')!;
    const controls = [...page.querySelectorAll<HTMLElement>('[data-command], [data-key]')];
    const isPrimary = (control: HTMLElement): number => Number(control.classList.contains('primary'));
    for (const control of controls.sort((a, b) => isPrimary(b) - isPrimary(a))) {
      if (control.getClientRects().length > 0 && getComputedStyle(control).visibility === 'visible' && !(control as HTMLButtonElement).disabled) {
        const option = Object.assign(document.createElement('div'), { role: 'option' });
        const name = document.createElement('span');
        name.textContent = (control.dataset['command'] || control.ariaLabel || control.textContent || '').trim();
        option.append(name, ...keysOf(control));
        this.#actions.set(option, control);
        group.append(option);
      }
    }
  }

  get #shown(): HTMLElement[] {
    return this.#options.filter((option) => !option.hidden);
  }

  #filter(): void {
    const text = this.#input.value.trim();
    const words = plain(text).split(/\s+/).filter(Boolean);
    for (const group of this.#dialog.querySelectorAll<HTMLElement>('[role=group]')) {
      const options = [...group.querySelectorAll<HTMLElement>('[role=option]')];
      const first = words.length ? Infinity : Number(group.dataset['first'] ?? Infinity);
      const name = plain(group.ariaLabel ?? '');
      options.forEach((option, index) => {
        const label = plain(option.querySelector('span')!.textContent ?? '');
        option.hidden = index >= first || !words.every((word) => label.includes(word) || name.startsWith(word));
      });
      if ('search' in group.dataset) {
        this.#offerSearch(options[0]!, text);
      }
      group.hidden = options.every((option) => option.hidden);
    }
    const count = this.#shown.length;
    const status = this.#dialog.querySelector<HTMLElement>('[role=status]')!;
    status.textContent = (status.dataset[count === 1 ? 'one' : 'many'] ?? '').replace('{0}', String(count));
    this.#activate(this.#best(plain(text)));
  }

  /** Prefers a command that begins with the text. */
  #best(text: string): HTMLElement | undefined {
    const shown = this.#shown;
    return shown.find((option) => text && plain(option.textContent ?? '').trim().startsWith(text)) ?? shown[0];
  }

  #offerSearch(option: HTMLElement, text: string): void {
    option.hidden = !text;
    option.querySelector('span')!.textContent = (option.dataset['text'] ?? '').replace('{0}', text);
    option.dataset['value'] = text;
  }

  #activate(option: HTMLElement | undefined, reveal = true): void {
    if (option !== this.#active) {
      this.#active?.setAttribute('aria-selected', 'false');
      option?.setAttribute('aria-selected', 'true');
      this.#active = option;
    }
    this.#input.setAttribute('aria-activedescendant', option?.id ?? '');
    if (reveal) {
      option?.scrollIntoView({ block: 'nearest' });
    }
  }

  #onKey(event: KeyboardEvent): void {
    const shown = this.#shown;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const at = this.#active ? shown.indexOf(this.#active) : -1;
      const wraps = Math.abs(step) === 1;
      const next = wraps ? (at + step + shown.length) % shown.length : Math.min(shown.length - 1, Math.max(0, at + step));
      this.#activate(shown[next]);
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      this.#run(this.#active);
    } else if (event.key === 'Tab') {
      // There is nothing else to go to.
      event.preventDefault();
    }
  }

  #run(option: HTMLElement | undefined): void {
    if (!option) {
      return;
    }
    this.#dialog.close();
    const action = this.#actions.get(option);
    const { href = '', field, value = '' } = option.dataset;
    const control = field ? document.querySelector<HTMLInputElement>(`#studio-form [name=${field}]`) : null;
    if (action) {
      action.focus();
      action.click();
    } else if (control) {
      control.value = value;
      control.dispatchEvent(new Event('input', { bubbles: true }));
      control.dispatchEvent(new Event('change', { bubbles: true }));
      window.scrollTo({ top: 0 });
      control.focus();
    } else {
      location.assign(field || !value ? href : href + encodeURIComponent(value));
    }
  }
}

function optionOf(event: Event): HTMLElement | undefined {
  return (event.target as Element).closest<HTMLElement>('[role=option]') ?? undefined;
}

function keysOf(control: HTMLElement): HTMLElement[] {
  const key = control.dataset['key']?.split(' ')[0];
  return key ? [Object.assign(document.createElement('kbd'), { textContent: key.length === 1 ? key.toUpperCase() : key.replace('Arrow', '') })] : [];
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

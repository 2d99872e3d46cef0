import { siteUrl } from '../shared/site.js';

/** The response of `/api/images/suggest`. */
interface Suggestions {
  /** The place of what a suggestion replaces. */
  readonly start: number;
  readonly length: number;
  readonly suggestions: readonly { readonly text: string; readonly label: string; readonly count?: number }[];
}

const pauseMs = 120;

/** Suggests how the search text may go on, in a list below the field. */
export class SearchSuggestions {
  readonly #field: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #onChosen: () => void;
  #found: Suggestions | undefined;
  #active = -1;
  #timer = 0;
  #request: AbortController | undefined;

  /** @param onChosen Called when the text is complete after a suggestion was chosen. */
  constructor(field: HTMLInputElement, list: HTMLElement, onChosen: () => void, signal: AbortSignal) {
    [this.#field, this.#list, this.#onChosen] = [field, list, onChosen];
    field.addEventListener('input', () => this.#suggestSoon(), { signal });
    field.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    field.addEventListener('blur', () => this.close(), { signal });
    // The field keeps the focus.
    list.addEventListener('pointerdown', (event) => event.preventDefault(), { signal });
    list.addEventListener('click', (event) => this.#choose([...list.children].indexOf((event.target as Element).closest('li')!)), { signal });
    signal.addEventListener('abort', () => this.close(), { once: true });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#show(undefined);
  }

  #suggestSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#suggest(), pauseMs);
  }

  async #suggest(): Promise<void> {
    this.#request?.abort();
    const { signal } = (this.#request = new AbortController());
    const { value, selectionStart } = this.#field;
    try {
      const answer = await fetch(siteUrl(`/api/images/suggest?${new URLSearchParams({ q: value, at: String(selectionStart ?? value.length) })}`), { signal });
      const found = answer.ok ? ((await answer.json()) as Suggestions) : undefined;
      // A complete term needs no suggestion.
      const { start = 0, length = 0, suggestions = [] } = found ?? {};
      const isComplete = suggestions.length === 1 && suggestions[0]!.text === value.slice(start, start + length);
      this.#show(document.activeElement === this.#field && !isComplete ? found : undefined);
    } catch {
      // The text has changed, or the server is offline.
    }
  }

  #show(found: Suggestions | undefined): void {
    [this.#found, this.#active] = [found, -1];
    const suggestions = found?.suggestions ?? [];
    this.#list.replaceChildren(...suggestions.map(({ text, label, count }, index) => {
      const option = document.createElement('li');
      option.id = `suggestion-${index}`;
      option.setAttribute('role', 'option');
      for (const part of [text, text.includes(label) ? '' : label, count?.toLocaleString(document.documentElement.lang) ?? '']) {
        option.append(Object.assign(document.createElement('span'), { textContent: part }));
      }
      return option;
    }));
    this.#list.hidden = suggestions.length === 0;
    this.#field.setAttribute('aria-expanded', String(suggestions.length > 0));
    this.#select(-1);
  }

  #select(index: number): void {
    this.#active = index;
    [...this.#list.children].forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
    const option = this.#list.children[index];
    option?.scrollIntoView({ block: 'nearest' });
    option ? this.#field.setAttribute('aria-activedescendant', option.id) : this.#field.removeAttribute('aria-activedescendant');
  }

  #choose(index: number): void {
    const suggestion = this.#found?.suggestions[index];
    if (!this.#found || !suggestion) {
      return;
    }
    const { start, length } = this.#found;
    const isComplete = !suggestion.text.endsWith(':');
    this.#field.setRangeText(isComplete ? `${suggestion.text} ` : suggestion.text, start, start + length, 'end');
    this.#field.focus();
    this.#show(undefined);
    isComplete ? this.#onChosen() : void this.#suggest();
  }

  #onKey(event: KeyboardEvent): void {
    const count = this.#list.children.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      // One more place: the text that was typed.
      count ? this.#select(((this.#active + 1 + (event.key === 'ArrowDown' ? 1 : count)) % (count + 1)) - 1) : void this.#suggest();
    } else if (event.key === 'Enter' && this.#active >= 0) {
      event.preventDefault();
      this.#choose(this.#active);
    } else if (event.key === 'Escape' && count) {
      event.preventDefault();
      this.close();
    }
  }
}

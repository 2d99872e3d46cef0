import { parsePage } from '../shared/local-times.js';
import { PageElement } from '../shared/page-element.js';
import { counted } from '../shared/texts.js';
import { SearchSuggestions } from './search-suggestions.js';
import { TotalEvent, type DarkroomGrid } from './grid.js';
import type { LayoutKind } from './grid-layout.js';
import type { TileSize } from './grid-settings.js';

const searchPauseMs = 250;
const sizes: readonly TileSize[] = ['small', 'medium', 'large'];

/** The gallery: searches while typing, and sets how the grid shows images. The server renders; this element fetches and replaces. */
export class DarkroomGallery extends PageElement {
  static define(tag = 'darkroom-gallery'): void {
    customElements.define(tag, this);
  }

  #search?: AbortController;
  #pause = 0;

  protected connected(signal: AbortSignal): void {
    this.#field?.addEventListener('input', () => this.#scheduleSearch(), { signal });
    // Typed before this script ran, or restored by the browser.
    if (this.#field && this.#field.value !== this.#field.defaultValue) {
      this.#scheduleSearch();
    }
    this.querySelector('form[role=search]')?.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#runSearch();
    }, { signal });
    const [field, list] = [this.#field, this.querySelector<HTMLElement>('#suggestions')];
    if (field && list) {
      new SearchSuggestions(field, list, () => void this.#runSearch(), signal);
    }
    this.querySelector('.gallery-tools')?.addEventListener('input', (event) => this.#onTool(event.target as HTMLInputElement), { signal });
    this.addEventListener(TotalEvent.type, (event) => this.#showTotal((event as TotalEvent).total), { signal });
    this.#showTools();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search?.abort();
    clearTimeout(this.#pause);
  }

  get #field(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>('#search');
  }

  get #grid(): DarkroomGrid | null {
    return this.querySelector<DarkroomGrid>('darkroom-grid');
  }

  #scheduleSearch(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#runSearch(), searchPauseMs);
  }

  async #runSearch(): Promise<void> {
    clearTimeout(this.#pause);
    this.#search?.abort();
    this.#search = new AbortController();
    const form = this.querySelector<HTMLFormElement>('form[role=search]')!;
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      if (value) {
        url.searchParams.set(name, String(value));
      }
    }
    const page = await read(url.href, this.#search.signal);
    if (page) {
      const wrong = page.querySelector('#mistakes > *') !== null;
      wrong ? this.#field?.setAttribute('aria-invalid', 'true') : this.#field?.removeAttribute('aria-invalid');
      this.#replace(page, '#mistakes');
      // What was found before stays until the text is right again.
      if (!wrong) {
        history.replaceState(null, '', url);
        this.#replace(page, '#total');
        this.#replace(page, '#library');
        this.#replace(page, '.selection-actions');
        this.#replace(page, '#filters');
        this.#grid?.adopt(page.querySelector<HTMLElement>('#gallery')!);
      }
    }
  }

  #replace(page: Document, part: string): void {
    this.querySelector(part)?.replaceChildren(...page.querySelector(part)!.childNodes);
  }

  #onTool(tool: HTMLInputElement): void {
    const grid = this.#grid;
    if (grid) {
      grid.settings = tool.type === 'range'
        ? { ...grid.settings, size: sizes[Number(tool.value)] ?? 'medium' }
        : { ...grid.settings, kind: tool.value as LayoutKind };
    }
  }

  #showTotal(total: number): void {
    this.querySelector('#total')!.textContent = total ? counted('LiveImages', total) : '';
    if (total === 0) {
      // The server says why there is nothing.
      void this.#runSearch();
    }
  }

  #showTools(): void {
    const settings = this.#grid?.settings;
    for (const tool of this.querySelectorAll<HTMLInputElement>('.gallery-tools input')) {
      tool.type === 'range' ? (tool.value = String(sizes.indexOf(settings?.size ?? 'medium'))) : (tool.checked = tool.value === settings?.kind);
    }
  }
}

async function read(url: string, signal: AbortSignal): Promise<Document | undefined> {
  try {
    const answer = await fetch(url, { headers: { Accept: 'text/html' }, signal });
    // A search that is wrong, or took too long, is answered with a page that says so.
    const explained = [400, 503].includes(answer.status) && answer.headers.get('Content-Type')?.startsWith('text/html');
    return answer.ok || explained ? parsePage(await answer.text()) : undefined;
  } catch {
    // The page was left, or the server is offline. The form still works.
    return undefined;
  }
}

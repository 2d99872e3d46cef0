import { PageElement } from '../shared/page-element.js';
import { text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import type { DarkroomBrief } from './brief.js';
import type { DarkroomLines } from './lines.js';
import { clearMark, setMarks } from './marks.js';

const rightToLeft = ['ar', 'he', 'fa', 'ur'];

/** The languages of a campaign as tabs. */
export class DarkroomLanguages extends PageElement {
  static define(tag = 'darkroom-languages'): void {
    customElements.define(tag, this);
  }

  #selected = '';

  protected connected(signal: AbortSignal): void {
    this.#selected = this.#panels[0]?.dataset['language'] ?? '';
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    this.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    this.addEventListener('input', (event) => {
      clearMark(event.target as HTMLElement);
      this.#alignLines();
    }, { signal });
    this.querySelector('#add-language')?.addEventListener('change', (event) => this.#onAdd(event), { signal });
    this.#alignLines();
    this.#show();
  }

  get #panels(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('.language')];
  }

  #onClick(event: Event): void {
    const target = event.target as HTMLElement;
    const tab = target.closest<HTMLElement>('[role=tab]');
    if (tab) {
      this.#selected = tab.dataset['tab'] ?? '';
      this.#show();
    }
    if (target.closest('[data-copy-table]')) {
      void import('./copy-table.js').then(({ openCopyTable }) => openCopyTable(this, this.#brief!));
    } else if (target.closest('[data-draft-texts]')) {
      const place = this.querySelector<HTMLElement>('[data-drafts-place]')!;
      void import('./drafts.js').then(({ draft }) => draft(this.#brief!, target.closest<HTMLElement>('button')!, place));
    } else if (target.closest('[data-drafts-close]')) {
      this.querySelector<HTMLElement>('[data-drafts-place]')!.hidden = true;
    }
    const panel = target.closest<HTMLElement>('.language');
    const button = target.closest<HTMLButtonElement>('[data-remove-language], [data-check], [data-translate]');
    if (panel && button) {
      event.preventDefault();
      if ('translate' in button.dataset) {
        void import('./translate.js').then(({ translate }) => translate(this.#brief!, panel, button));
      } else if ('check' in button.dataset) {
        setMarks(panel, []);
        this.#brief?.markChanged();
      } else {
        this.removeLanguage(panel.dataset['language']!);
      }
    }
  }

  get #brief(): DarkroomBrief | null {
    return this.closest<DarkroomBrief>('darkroom-brief');
  }

  /** The tags of the languages, the first one first. */
  get tags(): string[] {
    return this.#panels.map((panel) => panel.dataset['language'] ?? '');
  }

  /** Brings the languages into an order. */
  order(tags: readonly string[]): void {
    const panels = tags.map((tag) => this.#panels.find((panel) => panel.dataset['language'] === tag)).filter((panel) => panel !== undefined);
    if (panels.some((panel, index) => panel !== this.#panels[index])) {
      this.querySelector('.language-add')!.before(...panels);
    }
    this.#alignLines();
    this.#show();
  }

  /**
   * Removes a language. The last one stays.
   * @param silent True to offer no Undo.
   */
  removeLanguage(tag: string, silent = false): void {
    const panel = this.#panels.find((one) => one.dataset['language'] === tag);
    if (!panel || this.#panels.length < 2) {
      return;
    }
    const [name, next] = [panel.querySelector('legend')?.textContent ?? '', panel.nextSibling];
    const option = new Option(name, tag);
    this.querySelector('#add-language')!.append(option);
    panel.remove();
    this.#selected = this.tags[0] ?? '';
    this.#alignLines();
    this.#show(!silent);
    this.#brief?.markChanged();
    silent || toast()?.show(text('LiveLanguageRemoved', name), () => {
      option.remove();
      this.insertBefore(panel, next?.parentNode === this ? next : this.querySelector('.language-add'));
      this.#selected = tag;
      this.#show(true);
      this.#brief?.markChanged();
    });
  }

  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step && (event.target as HTMLElement).matches('[role=tab]')) {
      event.preventDefault();
      const all = this.#panels.map((panel) => panel.dataset['language'] ?? '');
      this.#selected = all.at((all.indexOf(this.#selected) + step) % all.length) ?? this.#selected;
      this.#show(true);
    }
  }

  #onAdd(event: Event): void {
    const select = event.target as HTMLSelectElement;
    event.stopPropagation();
    this.addLanguage(select.value);
    select.value = '';
  }

  /**
   * Adds a language with the texts of the first one, to be translated.
   * @returns Its panel; undefined if it is there already or not on the list.
   */
  addLanguage(to: string): HTMLElement | undefined {
    const option = [...this.querySelectorAll<HTMLOptionElement>('#add-language option')].find((one) => one.value === to);
    const pattern = this.#panels[0];
    if (!to || !option || !pattern) {
      return undefined;
    }
    const panel = pattern.cloneNode(true) as HTMLElement;
    const from = pattern.dataset['language'] ?? '';
    Object.assign(panel, { lang: to, dir: rightToLeft.includes(to) ? 'rtl' : 'ltr' });
    panel.dataset['language'] = to;
    panel.querySelector('legend')?.replaceChildren(option.text);
    for (const field of panel.querySelectorAll<HTMLInputElement>('input')) {
      field.name = field.name === 'language' ? field.name : field.name.replace(new RegExp(`\\.${from}$`), `.${to}`);
      field.value = field.name === 'language' ? to : field.value;
      field.id = field.id.replace(new RegExp(`-${from}$`), `-${to}`);
    }
    panel.querySelectorAll<HTMLLabelElement>('label').forEach((label) => (label.htmlFor = label.htmlFor.replace(new RegExp(`-${from}$`), `-${to}`)));
    this.#panels.at(-1)?.after(panel);
    setMarks(panel, []);
    this.#selected = to;
    option.remove();
    this.#alignLines();
    this.#show();
    this.#brief?.markChanged();
    return panel;
  }

  /** Gives all languages as many lines as the first has. */
  #alignLines(): void {
    const [first, ...others] = this.#panels.map((panel) => [...panel.querySelectorAll<DarkroomLines>('darkroom-lines')]);
    first?.forEach((list) => list.release());
    others.forEach((lists) => lists.forEach((list, index) => list.resize(Math.max(1, first?.[index]?.filled ?? 1))));
  }

  #show(focus = false): void {
    const tabs = this.querySelector<HTMLElement>('.tabs')!;
    tabs.hidden = this.#panels.length < 2;
    this.#panels.forEach((panel, index) => {
      panel.querySelector('[data-translate]')?.toggleAttribute('hidden', index === 0);
      panel.querySelector('[data-remove-language]')?.toggleAttribute('hidden', this.#panels.length < 2);
    });
    tabs.replaceChildren(...this.#panels.map((panel) => {
      const tab = document.createElement('button');
      const selected = panel.dataset['language'] === this.#selected;
      Object.assign(tab, { type: 'button', className: 'tab', role: 'tab', textContent: panel.querySelector('legend')?.textContent, tabIndex: selected ? 0 : -1 });
      tab.ariaSelected = String(selected);
      tab.dataset['tab'] = panel.dataset['language'] ?? '';
      panel.toggleAttribute('hidden', !selected);
      return tab;
    }));
    if (focus) {
      tabs.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    }
  }
}

// The table of the copy: a row for each text, a column for each language. Loaded when it is first opened. It edits the fields of the form, which saves itself.
import { copied } from '../shared/browser-features.js';
import { showPanel } from '../shared/panel.js';
import { counted, text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import { briefStateEvent } from './brief-event.js';
import type { DarkroomBrief } from './brief.js';
import { paste, readCells, toCells, toCsv, toTsv, type Names, type Pasted } from './copy-clipboard.js';
import { readTable, writeTable } from './copy-form.js';
import { CopyGrid } from './copy-grid.js';
import { approved, changesOf, filled, replaced, rowsOf, withText, withoutRow, type Change, type Row, type Table } from './copy-model.js';
import type { DarkroomLanguages } from './languages.js';
import { translate } from './translate.js';

/** The changes that a preview lists. */
const previewed = 20;

export function openCopyTable(languages: DarkroomLanguages, brief: DarkroomBrief): void {
  const template = document.querySelector<HTMLTemplateElement>('#copy-table')!;
  const dialog = template.content.firstElementChild!.cloneNode(true) as HTMLDialogElement;
  const opener = document.activeElement as HTMLElement | null;
  const table = new CopyTable(dialog, languages, brief);
  showPanel(dialog, () => {
    table.close();
    opener?.focus();
  });
  dialog.querySelector<HTMLElement>('td textarea')?.focus();
}

class CopyTable {
  readonly #dialog: HTMLDialogElement;
  readonly #languages: DarkroomLanguages;
  readonly #brief: DarkroomBrief;
  readonly #grid: CopyGrid;
  readonly #closed = new AbortController();
  readonly #undo: Table[] = [];
  readonly #redo: Table[] = [];
  #table: Table;
  #apply: (() => void) | undefined;

  constructor(dialog: HTMLDialogElement, languages: DarkroomLanguages, brief: DarkroomBrief) {
    [this.#dialog, this.#languages, this.#brief] = [dialog, languages, brief];
    this.#table = readTable(languages);
    this.#grid = new CopyGrid(dialog.querySelector('table')!, {
      name: (tag) => this.#names.languages.get(tag) ?? tag,
      label: (row) => this.#label(row),
      limit: ({ kind }) => dialog.getAttribute(`data-limit-${kind}`)!,
      changed: (row, column, value) => this.#type(row, column, value),
      approve: (column, row) => this.#commit(approved(this.#table, column, row)),
      translate: (column, button) => void this.#translate(column, button),
      removeLanguage: (column) => this.#removeLanguage(column),
      removeRow: (row) => this.#removeRow(row),
      paste: (event, row, column) => this.#paste(event, row, column),
    });
    dialog.addEventListener('keydown', (event) => this.#onKey(event));
    dialog.addEventListener('click', (event) => this.#onClick((event.target as HTMLElement).closest('button')?.dataset['do']));
    dialog.querySelector('.copy-find')!.addEventListener('input', () => this.#count());
    dialog.querySelector('.copy-find')!.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#replace();
    });
    dialog.querySelector('[name=language]')!.addEventListener('change', (event) => this.#addLanguage(event.target as HTMLSelectElement));
    brief.addEventListener(briefStateEvent, () => this.#showState(), { signal: this.#closed.signal });
    this.#show();
    this.#showState();
  }

  close(): void {
    this.#grid.flush();
    this.#closed.abort();
  }

  get #names(): Names {
    const { headlines = '', calls = '', print = '' } = this.#dialog.dataset;
    const panels = [...this.#languages.querySelectorAll<HTMLElement>('.language')].map((panel) => [panel.dataset['language'] ?? '', panel.querySelector('legend')?.textContent ?? ''] as const);
    const others = [...this.#languages.querySelectorAll<HTMLOptionElement>('#add-language option[value]:not([value=""])')].map((option) => [option.value, option.text] as const);
    return { languages: new Map([...panels, ...others]), rows: { headlines, calls, print } };
  }

  #label({ kind, index }: Row): string {
    const { rows } = this.#names;
    return kind === 'print' ? rows.print : `${rows[kind]} ${index + 1}`;
  }

  /** Makes a table the current one. The one before can be restored. */
  #commit(next: Table, message = ''): void {
    if (next === this.#table) {
      return;
    }
    this.#undo.push(this.#table);
    this.#redo.length = 0;
    this.#adopt(next);
    message && toast()?.show(message, () => this.#step(this.#undo, this.#redo));
  }

  #adopt(next: Table): void {
    this.#table = next;
    writeTable(this.#languages, next);
    this.#brief.markChanged();
    this.#show();
  }

  #step(from: Table[], to: Table[]): void {
    this.#grid.flush();
    const next = from.pop();
    if (next) {
      to.push(this.#table);
      this.#adopt(next);
    }
  }

  #show(): void {
    this.#grid.show(this.#table);
    this.#button('undo').disabled = !this.#undo.length;
    this.#button('redo').disabled = !this.#redo.length;
    const add = this.#dialog.querySelector<HTMLSelectElement>('[name=language]')!;
    add.replaceChildren(add.options[0]!, ...[...this.#names.languages].filter(([tag]) => !this.#table.some((texts) => texts.tag === tag)).map(([tag, name]) => new Option(name, tag)));
    add.value = '';
    this.#count();
  }

  #button(action: string): HTMLButtonElement {
    return this.#dialog.querySelector<HTMLButtonElement>(`[data-do=${action}]`)!;
  }

  /** Shows the state of saving, which the page behind the dialog shows, too. */
  #showState(): void {
    const [saved, problem] = [document.querySelector<HTMLElement>('#saved'), document.querySelector<HTMLElement>('#form-problem')];
    this.#dialog.querySelector('[data-saved]')!.textContent = [saved?.textContent, problem?.hidden ? '' : problem?.textContent].filter(Boolean).join('. ');
  }

  #type(row: Row, column: number, value: string): void {
    if (!value && column === 0 && row.kind !== 'print' && this.#table[0]![row.kind].length > 1) {
      this.#removeRow(row);
    } else {
      const next = withText(this.#table, row, column, value);
      next === this.#table || this.#commit(filled(next));
    }
  }

  #removeRow(row: Row): void {
    this.#commit(withoutRow(this.#table, row), text('LiveRowRemoved', this.#label(row)));
  }

  #removeLanguage(column: number): void {
    const { tag } = this.#table[column]!;
    this.#commit(this.#table.filter((_, at) => at !== column), text('LiveLanguageRemoved', this.#names.languages.get(tag) ?? tag));
  }

  #addLanguage(select: HTMLSelectElement): void {
    const tag = select.value;
    tag && this.#commit([...this.#table, { ...this.#table[0]!, tag, marks: [] }]);
  }

  async #translate(column: number, button: HTMLElement): Promise<void> {
    const panel = this.#languages.querySelector<HTMLElement>(`.language[data-language="${CSS.escape(this.#table[column]!.tag)}"]`)!;
    const problem = await translate(this.#brief, panel, button);
    this.#dialog.querySelector('[data-problem]')!.textContent = problem;
    const next = readTable(this.#languages);
    if (!problem && changesOf(this.#table, next).length) {
      this.#undo.push(this.#table);
      this.#table = next;
      this.#show();
    }
  }

  #paste(event: ClipboardEvent, row: Row, column: number): void {
    const { cells, more } = event.clipboardData ? readCells(event.clipboardData) : { cells: [], more: 0 };
    const isOneCell = cells.length < 2 && (cells[0]?.length ?? 0) < 2;
    const isPlain = isOneCell && event.clipboardData?.getData('text/plain') === cells[0]?.[0];
    if (!cells.length || isPlain) {
      return;
    }
    event.preventDefault();
    const pasted = paste(this.#table, cells, { row, column }, this.#names);
    const [next, left] = [filled(pasted.table), pasted.left + more];
    const changes = changesOf(this.#table, next);
    if (pasted.addedRows || pasted.addedLanguages.length || left) {
      this.#preview({ ...pasted, left }, changes, next);
    } else if (changes.length) {
      this.#commit(next, counted('LivePasted', changes.length));
    }
  }

  #preview({ addedRows, addedLanguages, left }: Pasted, changes: readonly Change[], next: Table): void {
    const place = this.#dialog.querySelector<HTMLElement>('.copy-preview')!;
    const parts = [
      counted('LivePasteChanges', changes.length),
      addedRows ? counted('LivePasteRows', addedRows) : '',
      addedLanguages.length ? text('LivePasteLanguages', addedLanguages.map((tag) => this.#names.languages.get(tag) ?? tag).join(', ')) : '',
      left ? counted('LivePasteLeft', left) : '',
    ];
    place.querySelector('[role=status]')!.textContent = parts.filter(Boolean).join(' ');
    place.querySelector('ul')!.replaceChildren(...changes.slice(0, previewed).map(({ row, tag, before, after }) => {
      const item = document.createElement('li');
      const part = (name: string, words: string): HTMLElement => Object.assign(document.createElement(name), { textContent: words, dir: 'auto' });
      item.append(`${this.#label(row)}, ${this.#names.languages.get(tag) ?? tag}: `, ...(before ? [part('del', before), ' '] : []), part('ins', after));
      return item;
    }));
    this.#apply = () => this.#commit(next, counted('LivePasted', changes.length));
    place.hidden = false;
    this.#button('apply').disabled = changes.length === 0;
    this.#button(changes.length ? 'apply' : 'cancel').focus();
  }

  #found(): ReturnType<typeof replaced> {
    const form = this.#dialog.querySelector<HTMLFormElement>('.copy-find')!;
    const value = (name: string): string => form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value;
    return replaced(this.#table, value('find'), value('replace'), form.querySelector<HTMLInputElement>('[name=case]')!.checked);
  }

  #count(): void {
    const { matches, texts } = this.#found();
    const isEmpty = !this.#dialog.querySelector<HTMLInputElement>('[name=find]')!.value;
    this.#dialog.querySelector('[data-count]')!.textContent = isEmpty ? '' : counted('LiveMatches', matches, texts);
    this.#button('replace').disabled = matches === 0;
  }

  #replace(): void {
    this.#grid.flush();
    const { table, matches, texts } = this.#found();
    matches && this.#commit(filled(table), counted('LiveReplaced', matches, texts));
  }

  #onKey(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || (key !== 'z' && key !== 'y') || this.#grid.isTyping(event.target)) {
      return;
    }
    event.preventDefault();
    key === 'y' || event.shiftKey ? this.#step(this.#redo, this.#undo) : this.#step(this.#undo, this.#redo);
  }

  #onClick(action: string | undefined): void {
    const preview = this.#dialog.querySelector<HTMLElement>('.copy-preview')!;
    switch (action) {
      case 'undo':
        return this.#step(this.#undo, this.#redo);
      case 'redo':
        return this.#step(this.#redo, this.#undo);
      case 'apply':
      case 'cancel':
        preview.hidden = true;
        action === 'apply' && this.#apply?.();
        return this.#grid.focus();
      case 'copy':
        return void copied(toTsv(toCells(this.#table, this.#names))).then((done) => toast()?.show(text(done ? 'LiveTableCopied' : 'LiveTableNotCopied')));
      case 'csv':
        return this.#download();
      case 'add-row':
        return this.#grid.addRow(this.#table, { kind: 'headlines', index: rowsOf(this.#table).filter(({ kind }) => kind === 'headlines').length });
      case 'add-call':
        return this.#grid.addRow(this.#table, { kind: 'calls', index: rowsOf(this.#table).filter(({ kind }) => kind === 'calls').length });
    }
  }

  #download(): void {
    const href = URL.createObjectURL(new Blob([toCsv(toCells(this.#table, this.#names))], { type: 'text/csv;charset=utf-8' }));
    const link = Object.assign(document.createElement('a'), { href, download: 'copy.csv' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(href), 0);
  }
}

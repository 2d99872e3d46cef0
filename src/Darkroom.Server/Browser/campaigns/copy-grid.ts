import { lengthProblem, showLimit } from '../shared/text-limits.js';
import { text } from '../shared/texts.js';
import { keyOf, most, rowsOf, textAt, type Row, type Table } from './copy-model.js';

export interface GridActions {
  name(tag: string): string;
  label(row: Row): string;
  /** Returns the maximum length of a text. */
  limit(row: Row): string;
  /** Called when a changed cell is left. */
  changed(row: Row, column: number, value: string): void;
  approve(column: number, row?: Row): void;
  translate(column: number, button: HTMLElement): void;
  removeLanguage(column: number): void;
  removeRow(row: Row): void;
  paste(event: ClipboardEvent, row: Row, column: number): void;
}

/** The cells of the table. */
export class CopyGrid {
  readonly #element: HTMLTableElement;
  readonly #actions: GridActions;
  #rows: readonly Row[] = [];
  #shape = '';
  #last: readonly [row: number, column: number] = [0, 0];

  constructor(element: HTMLTableElement, actions: GridActions) {
    [this.#element, this.#actions] = [element, actions];
    element.addEventListener('change', (event) => this.#onChange(event.target));
    element.addEventListener('keydown', (event) => this.#onKey(event));
    element.addEventListener('focusin', (event) => (this.#last = this.#placeOf(event.target) ?? this.#last));
    element.addEventListener('paste', (event) => {
      const place = this.#placeOf(event.target);
      place && this.#actions.paste(event, this.#rows[place[0]]!, place[1]);
    });
  }

  /** Shows a table. The focus stays in its cell, and cells stay if only texts have changed. */
  show(table: Table, extra?: Row): void {
    const shape = JSON.stringify([extra, rowsOf(table), table.map(({ tag, marks }) => [tag, marks])]);
    if (shape === this.#shape) {
      table.forEach((_, column) => this.#rows.forEach((row, at) => {
        const field = this.#cell(at, column)!;
        field.defaultValue = field.value = textAt(table, row, column);
      }));
      return;
    }
    this.#shape = shape;
    const hadFocus = this.#element.contains(document.activeElement);
    const added = extra && extra.index < most[extra.kind] ? extra : undefined;
    this.#rows = rowsOf(table).flatMap((row, at, all) => (added && row.kind === added.kind && all[at + 1]?.kind !== row.kind ? [row, added] : [row]));
    const head = document.createElement('tr');
    head.append(document.createElement('td'), ...table.map((texts, column) => this.#heading(table, texts.tag, column)));
    this.#element.tHead!.replaceChildren(head);
    this.#element.tBodies[0]!.replaceChildren(...this.#rows.map((row, at) => this.#line(table, row, at)));
    if (hadFocus) {
      this.focus();
    }
  }

  /** Adds an empty row, which stays if something is written into it. */
  addRow(table: Table, row: Row): void {
    this.show(table, row);
    this.#last = [Math.max(0, this.#rows.findIndex((one) => keyOf(one) === keyOf(row))), 0];
    this.focus();
  }

  focus(): void {
    const [row, column] = [Math.min(this.#last[0], this.#rows.length - 1), this.#last[1]];
    (this.#cell(row, column) ?? this.#cell(row, 0))?.focus();
  }

  /** Reports the cell that is being edited, if it was changed. */
  flush(): void {
    this.isTyping(document.activeElement) && this.#onChange(document.activeElement);
  }

  /** True if a field was changed and not left yet; then the browser undoes what was typed. */
  isTyping(field: EventTarget | null): boolean {
    return field instanceof HTMLInputElement ? field.value !== '' : field instanceof HTMLTextAreaElement && field.value !== field.defaultValue;
  }

  #cell(row: number, column: number): HTMLTextAreaElement | null {
    return this.#element.querySelector<HTMLTextAreaElement>(`[data-at="${row}.${column}"]`);
  }

  #placeOf(target: EventTarget | null): [number, number] | undefined {
    const at = target instanceof HTMLTextAreaElement ? target.dataset['at']?.split('.').map(Number) : undefined;
    return at && [at[0]!, at[1]!];
  }

  #onChange(target: EventTarget | null): void {
    const place = this.#placeOf(target);
    if (place) {
      const field = target as HTMLTextAreaElement;
      const value = field.value.replace(/\s+/g, ' ').trim();
      field.defaultValue = field.value;
      this.#actions.changed(this.#rows[place[0]]!, place[1], value);
    }
  }

  /** Enter and the arrow keys move between rows, as in a spreadsheet. */
  #onKey(event: KeyboardEvent): void {
    const place = this.#placeOf(event.target);
    const field = event.target as HTMLTextAreaElement;
    const atStart = place && field.selectionEnd === 0;
    const atEnd = place && field.selectionStart === field.value.length;
    const step = event.key === 'Enter' ? (event.shiftKey ? -1 : 1) : event.key === 'ArrowDown' && atEnd ? 1 : event.key === 'ArrowUp' && atStart ? -1 : 0;
    if (!place || !step || event.isComposing) {
      return;
    }
    event.preventDefault();
    const next = this.#cell(place[0] + step, place[1]);
    this.flush();
    this.#last = next ? [place[0] + step, place[1]] : place;
    this.focus();
  }

  #heading(table: Table, tag: string, column: number): HTMLElement {
    const cell = Object.assign(document.createElement('th'), { scope: 'col' });
    const name = this.#actions.name(tag);
    cell.append(Object.assign(document.createElement('span'), { textContent: name, className: 'copy-language' }));
    if (column > 0) {
      cell.append(button(text('LiveTranslate'), `${text('LiveTranslate')}: ${name}`, (pressed) => this.#actions.translate(column, pressed)));
    }
    if (table[column]!.marks.length) {
      cell.append(button(text('LiveApproveAll'), `${text('LiveApproveAll')}: ${name}`, () => this.#actions.approve(column)));
    }
    if (table.length > 1) {
      cell.append(button('×', text('LiveRemove', name), () => this.#actions.removeLanguage(column)));
    }
    return cell;
  }

  #line(table: Table, row: Row, at: number): HTMLElement {
    const [line, label] = [document.createElement('tr'), this.#actions.label(row)];
    const heading = Object.assign(document.createElement('th'), { scope: 'row', textContent: label });
    if (row.kind !== 'print' && table[0]![row.kind].length > 1) {
      heading.append(button('×', text('LiveRemove', label), () => this.#actions.removeRow(row)));
    }
    line.append(heading, ...table.map((texts, column) => {
      const cell = document.createElement('td');
      const value = textAt(table, row, column);
      const field = Object.assign(document.createElement('textarea'), { defaultValue: value, rows: 1, dir: 'auto', lang: texts.tag, ariaLabel: `${label}, ${this.#actions.name(texts.tag)}` });
      Object.assign(field.dataset, { at: `${at}.${column}`, limit: this.#actions.limit(row) });
      const place = Object.assign(document.createElement('div'), { className: 'field' });
      place.append(field);
      cell.append(Object.assign(document.createElement('div'), { className: 'copy-cell' }));
      cell.firstElementChild!.append(place);
      if (lengthProblem(field)) {
        showLimit(field);
      }
      if (texts.marks.includes(keyOf(row))) {
        cell.dataset['unchecked'] = '';
        cell.firstElementChild!.append(button('', `${text('LiveApprove')}: ${field.ariaLabel}`, () => this.#actions.approve(column, row)));
      }
      return cell;
    }));
    return line;
  }
}

function button(words: string, label: string, act: (pressed: HTMLElement) => void): HTMLElement {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'button quiet small', textContent: words, ariaLabel: label, title: label });
  made.addEventListener('click', () => act(made));
  return made;
}

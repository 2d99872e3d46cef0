// What spreadsheets put on the clipboard, and what is put there for them.
import { keyOf, most, rowsOf, textAt, withText, type Kind, type Row, type Table } from './copy-model.js';

/** More than a table can have, so that a huge paste costs little. */
const maxRows = 200;
const maxColumns = 40;

/** The longest text that is read from the clipboard, in UTF-16 code units. */
const maxText = 4_000_000;

/** The longest quoted cell, so that quotes without an end cost little. */
const maxQuoted = 20_000;

/** Names of languages and rows that a pasted header may use. */
export interface Names {
  /** The languages of the table and those that can be added, each with its name. */
  readonly languages: ReadonlyMap<string, string>;
  readonly rows: Readonly<Record<Kind, string>>;
}

export interface Pasted {
  readonly table: Table;
  readonly addedRows: number;
  readonly addedLanguages: readonly string[];
  /** The number of rows or columns that do not fit. */
  readonly left: number;
}

/** Reads cells from the clipboard: tab-separated text, or the first table of HTML if there is no text. */
export function readCells(data: DataTransfer): { cells: string[][]; more: number } {
  const plain = data.getData('text/plain');
  return plain.trim() ? readTsv(plain) : readHtml(data.getData('text/html'));
}

function readHtml(html: string): { cells: string[][]; more: number } {
  // A parsed document runs no scripts and loads nothing, and only its texts are used. Without attributes it has no handlers to refuse either.
  const bare = html.slice(0, maxText).replace(/<(\/?[a-z][a-z0-9]*)\b[^>]*>/gi, '<$1>');
  const table = new DOMParser().parseFromString(bare, 'text/html').querySelector('table');
  const rows = [...(table?.rows ?? [])];
  return {
    cells: rows.slice(0, maxRows).map((row) => [...row.cells].slice(0, maxColumns).map((cell) => oneLine(cell.textContent))),
    more: Math.max(0, rows.length - maxRows),
  };
}

/** Reads tab-separated text as Excel and Google Sheets write it: a cell with a tab, a quote or a line break is quoted. */
export function readTsv(text: string): { cells: string[][]; more: number } {
  const cells: string[][] = [[]];
  const source = text.slice(0, maxText).replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let at = 0; at <= source.length;) {
    const quoted = quotedCell(source, at);
    const end = quoted?.end ?? endOfCell(source, at);
    const row = cells.at(-1)!;
    if (row.length < maxColumns) {
      row.push(oneLine(quoted?.text ?? source.slice(at, end)));
    }
    if (source[end] === '\n') {
      if (cells.length === maxRows) {
        return { cells, more: source.slice(end + 1).split('\n').length };
      }
      cells.push([]);
    }
    at = end + 1;
  }
  return { cells, more: 0 };
}

function endOfCell(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== '\t' && text[end] !== '\n') {
    end++;
  }
  return end;
}

/** Reads a quoted cell; undefined if the quotes do not enclose the whole cell, as in `"A" and "B"`. */
function quotedCell(text: string, from: number): { text: string; end: number } | undefined {
  for (let at = from + 1; text[from] === '"' && at < text.length && at - from < maxQuoted; at++) {
    if (text[at] === '"' && text[at + 1] === '"') {
      at++;
    } else if (text[at] === '"') {
      const end = at + 1;
      return end === text.length || text[end] === '\t' || text[end] === '\n' ? { text: text.slice(from + 1, at).replaceAll('""', '"'), end } : undefined;
    }
  }
  return undefined;
}

/** Every text of a creative is one line in the form; the layout breaks it. */
function oneLine(text: string): string {
  return unprotected(text.replace(/\s+/g, ' ').trim());
}

/** Puts cells into a table, at a cell or, if they have a header with languages, where the header says. Empty cells change nothing. */
export function paste(table: Table, cells: readonly (readonly string[])[], at: { row: Row; column: number }, names: Names): Pasted {
  const header = headerOf(cells[0] ?? [], names);
  return header ? pasteNamed(table, cells.slice(1), header, names) : pasteAt(table, cells, at);
}

/** Returns the language of each column; undefined for a column of labels. No header if a cell is something else. */
function headerOf(cells: readonly string[], { languages }: Names): (string | undefined)[] | undefined {
  const found = cells.map((cell) => [...languages].find(([tag, name]) => [tag.toLowerCase(), name.toLowerCase()].includes(cell.toLowerCase()))?.[0]);
  return found.some(Boolean) && found.slice(1).every(Boolean) ? found : undefined;
}

function pasteNamed(table: Table, cells: readonly (readonly string[])[], header: readonly (string | undefined)[], names: Names): Pasted {
  const addedLanguages = header.filter((tag): tag is string => tag !== undefined && !table.some((texts) => texts.tag === tag));
  let next: Table = [...table, ...addedLanguages.map((tag) => ({ ...table[0]!, tag, marks: [] }))];
  const counts: Record<Kind, number> = { headlines: 0, calls: 0, print: 0 };
  let left = 0;
  for (const row of cells) {
    const kind = header[0] ? 'headlines' : kindOf(row[0] ?? '', names);
    const place = { kind, index: counts[kind]++ };
    if (place.index >= most[kind]) {
      left++;
      continue;
    }
    header.forEach((tag, column) => {
      if (tag && row[column]) {
        next = withText(next, place, next.findIndex((texts) => texts.tag === tag), row[column]);
      }
    });
  }
  return { table: next, addedRows: rowsOf(next).length - rowsOf(table).length, addedLanguages, left };
}

function kindOf(label: string, { rows }: Names): Kind {
  const is = (...starts: string[]): boolean => starts.some((start) => label.toLowerCase().startsWith(start.toLowerCase()));
  return is(rows.calls, 'call to action', 'cta') ? 'calls' : is(rows.print, 'small print') ? 'print' : 'headlines';
}

function pasteAt(table: Table, cells: readonly (readonly string[])[], { row, column }: { row: Row; column: number }): Pasted {
  const below = rowsOf(table).slice(rowsOf(table).findIndex((one) => keyOf(one) === keyOf(row)));
  // Cells that fill the table to its end stay in its rows. Others that are too many are more texts of the kind that they begin with.
  const grows = cells.length > below.filter(({ kind }) => kind === row.kind).length && cells.length !== below.length;
  const places = grows
    ? Array.from({ length: Math.max(0, Math.min(cells.length, most[row.kind] - row.index)) }, (_, offset): Row => ({ kind: row.kind, index: row.index + offset }))
    : below.slice(0, cells.length);
  let [next, left] = [table, cells.length - places.length];
  places.forEach((place, offset) => cells[offset]!.forEach((text, across) => {
    if (text && column + across < table.length) {
      next = withText(next, place, column + across, text);
    }
  }));
  left += Math.max(0, ...cells.map((one) => column + one.length - table.length));
  return { table: next, addedRows: rowsOf(next).length - rowsOf(table).length, addedLanguages: [], left };
}

/** Returns the table for a spreadsheet: a header with the tags of the languages, and a row for each text. */
export function toCells(table: Table, names: Names): string[][] {
  return [
    ['', ...table.map(({ tag }) => tag)],
    ...rowsOf(table).map((row) => [
      row.kind === 'print' ? names.rows.print : `${names.rows[row.kind]} ${row.index + 1}`,
      ...table.map((_, column) => protectedText(textAt(table, row, column))),
    ]),
  ];
}

export function toTsv(cells: readonly (readonly string[])[]): string {
  return cells.map((row) => row.map((cell) => (/["\t\n]/.test(cell) ? quoted(cell) : cell)).join('\t')).join('\n');
}

/** Writes RFC 4180 with a byte order mark, so that spreadsheets read every script. */
export function toCsv(cells: readonly (readonly string[])[]): string {
  return `\uFEFF${cells.map((row) => `${row.map((cell) => (/[",;\r\n\t]/.test(cell) ? quoted(cell) : cell)).join(',')}\r\n`).join('')}`;
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

/** As FormulaGuard.cs: an apostrophe keeps a spreadsheet from running a text as a formula. */
function protectedText(text: string): string {
  return guarded.test(text) ? `'${text}` : text;
}

function unprotected(cell: string): string {
  return cell.startsWith("'") && guarded.test(cell) ? cell.slice(1) : cell;
}

const guarded = /^'*[=+\-@＝＋－＠\t\r\n]/;

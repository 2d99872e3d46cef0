// The copy of a campaign as a table: a row for each text, a column for each language. Without the page.

/** The texts of one language, and which of them are translations that no one has approved (`headline.0`). */
export interface Column {
  readonly tag: string;
  readonly headlines: readonly string[];
  readonly calls: readonly string[];
  readonly print: string;
  readonly marks: readonly string[];
}

export type Table = readonly Column[];

export type Kind = 'headlines' | 'calls' | 'print';

export interface Row {
  readonly kind: Kind;
  readonly index: number;
}

/** The maximum number of texts of each kind, as in BriefValidator.cs. */
export const most: Readonly<Record<Kind, number>> = { headlines: 10, calls: 5, print: 1 };

export interface Change {
  readonly row: Row;
  readonly tag: string;
  readonly before: string;
  readonly after: string;
}

/** Returns the rows of a table; every language has as many texts as the first. */
export function rowsOf(table: Table): Row[] {
  const count = (kind: 'headlines' | 'calls'): number => Math.max(1, table[0]?.[kind].length ?? 0);
  return [
    ...Array.from({ length: count('headlines') }, (_, index): Row => ({ kind: 'headlines', index })),
    ...Array.from({ length: count('calls') }, (_, index): Row => ({ kind: 'calls', index })),
    { kind: 'print', index: 0 },
  ];
}

/** Returns the name of a row's text in marks and in errors, such as `headline.0`. */
export function keyOf({ kind, index }: Row): string {
  return kind === 'print' ? 'small_print' : `${kind === 'headlines' ? 'headline' : 'call_to_action'}.${index}`;
}

export function textAt(table: Table, { kind, index }: Row, column: number): string {
  const texts = table[column];
  return (kind === 'print' ? texts?.print : texts?.[kind][index]) ?? '';
}

/** Replaces one text, which is not an unchecked translation any more. */
export function withText(table: Table, row: Row, column: number, text: string): Table {
  if (textAt(table, row, column) === text) {
    return table;
  }
  return table.map((texts, at) => {
    if (at !== column) {
      return texts;
    }
    const marks = texts.marks.filter((mark) => mark !== keyOf(row));
    if (row.kind === 'print') {
      return { ...texts, marks, print: text };
    }
    const list = [...texts[row.kind]];
    while (list.length < row.index) {
      list.push('');
    }
    list[row.index] = text;
    return { ...texts, marks, [row.kind]: list };
  });
}

/** Removes a text in all languages. */
export function withoutRow(table: Table, row: Row): Table {
  const { kind, index } = row;
  if (kind === 'print' || (table[0]?.[kind].length ?? 0) < 2) {
    return table;
  }
  const prefix = keyOf(row).replace(/\d+$/, '');
  return table.map((texts) => ({
    ...texts,
    [kind]: texts[kind].filter((_, at) => at !== index),
    marks: texts.marks.flatMap((mark) => {
      const at = mark.startsWith(prefix) ? Number(mark.slice(prefix.length)) : -1;
      return at < 0 || at < index ? [mark] : at === index ? [] : [`${prefix}${at - 1}`];
    }),
  }));
}

/** Approves texts of one language: all of them, or one. */
export function approved(table: Table, column: number, row?: Row): Table {
  return table.map((texts, at) => (at === column ? { ...texts, marks: row ? texts.marks.filter((mark) => mark !== keyOf(row)) : [] } : texts));
}

/** Adds the rows that a later language has but the first one has not: they get the later language's text. */
export function filled(table: Table): Table {
  const kinds = ['headlines', 'calls'] as const;
  const counts = kinds.map((kind) => Math.max(...table.map((texts) => texts[kind].length)));
  return table.map((texts) => {
    const lists = kinds.map((kind, at) => Array.from({ length: counts[at]! }, (_, index) =>
      texts[kind][index] || table[0]![kind][index] || table.map((other) => other[kind][index]).find(Boolean) || ''));
    return { ...texts, headlines: lists[0]!, calls: lists[1]! };
  });
}

/** Returns the texts that differ. */
export function changesOf(before: Table, after: Table): Change[] {
  return after.flatMap((texts, column) => {
    const earlier = before.findIndex(({ tag }) => tag === texts.tag);
    return rowsOf(after).map((row) => ({ row, tag: texts.tag, before: earlier < 0 ? '' : textAt(before, row, earlier), after: textAt(after, row, column) }));
  }).filter((change) => change.before !== change.after);
}

/** Replaces a text in all languages. An empty search finds nothing. */
export function replaced(table: Table, find: string, replacement: string, matchCase: boolean): { table: Table; matches: number; texts: number } {
  let [matches, texts, next] = [0, 0, table];
  if (find) {
    const pattern = new RegExp(find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), matchCase ? 'gu' : 'giu');
    table.forEach((_, column) => rowsOf(table).forEach((row) => {
      const text = textAt(table, row, column);
      const count = [...text.matchAll(pattern)].length;
      if (count) {
        matches += count;
        texts++;
        next = withText(next, row, column, text.replace(pattern, () => replacement));
      }
    }));
  }
  return { table: next, matches, texts };
}

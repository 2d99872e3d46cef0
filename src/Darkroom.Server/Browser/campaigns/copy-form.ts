// Reads the table of copy from the form, and writes it back.
import type { Column, Table } from './copy-model.js';
import type { DarkroomLanguages } from './languages.js';
import type { DarkroomLines } from './lines.js';
import { marksOf, setMarks } from './marks.js';

function panelsOf(languages: DarkroomLanguages): HTMLElement[] {
  return [...languages.querySelectorAll<HTMLElement>('.language')];
}

export function readTable(languages: DarkroomLanguages): Table {
  return panelsOf(languages).map((panel): Column => {
    const [headlines, calls] = [...panel.querySelectorAll<DarkroomLines>('darkroom-lines')].map((list) => list.texts);
    return {
      tag: panel.dataset['language'] ?? '',
      headlines: headlines ?? [],
      calls: calls ?? [],
      print: printOf(panel).value,
      marks: marksOf(panel),
    };
  });
}

export function writeTable(languages: DarkroomLanguages, table: Table): void {
  languages.tags.filter((tag) => !table.some((texts) => texts.tag === tag)).forEach((tag) => languages.removeLanguage(tag, true));
  for (const texts of table) {
    const panel = panelsOf(languages).find((one) => one.dataset['language'] === texts.tag) ?? languages.addLanguage(texts.tag);
    if (panel) {
      panel.querySelectorAll<DarkroomLines>('darkroom-lines').forEach((list, index) => (list.values = index === 0 ? texts.headlines : texts.calls));
      printOf(panel).value = texts.print;
      setMarks(panel, texts.marks);
    }
  }
  languages.order(table.map(({ tag }) => tag));
}

function printOf(panel: HTMLElement): HTMLInputElement {
  return panel.querySelector<HTMLInputElement>('input[name^="small_print."]')!;
}

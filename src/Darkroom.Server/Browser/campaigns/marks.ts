// The marks of translated texts that no one has approved (`data-unchecked`). The form sends them in hidden fields.

/** Returns the marked texts of a language, such as `headline.0`. */
export function marksOf(panel: HTMLElement): string[] {
  return textsOf(panel).filter(([, field]) => 'unchecked' in field.dataset).map(([key]) => key);
}

/** Marks exactly these texts of a language. */
export function setMarks(panel: HTMLElement, keys: readonly string[]): void {
  textsOf(panel).forEach(([key, field]) => field.toggleAttribute('data-unchecked', keys.includes(key)));
  updateMarks(panel);
}

/** A text that someone types is not a translation any more. */
export function clearMark(field: HTMLElement): void {
  const panel = field.closest<HTMLElement>('.language');
  if (panel && 'unchecked' in field.dataset) {
    field.removeAttribute('data-unchecked');
    updateMarks(panel);
  }
}

/** Writes the hidden fields and shows the note of a language. */
export function updateMarks(panel: HTMLElement): void {
  const [name, note] = [`unchecked.${panel.dataset['language']}`, panel.querySelector<HTMLElement>('[data-unchecked-note]')];
  const keys = marksOf(panel);
  panel.querySelectorAll('input[type=hidden]:not([name=language])').forEach((field) => field.remove());
  panel.append(...keys.map((value) => Object.assign(document.createElement('input'), { type: 'hidden', name, value })));
  note?.toggleAttribute('hidden', keys.length === 0);
}

/** Returns the fields of a language with their keys. */
export function textsOf(panel: HTMLElement): [key: string, field: HTMLInputElement][] {
  return ['headline', 'call_to_action', 'small_print'].flatMap((kind) =>
    [...panel.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(`${kind}.${panel.dataset['language']}`)}"]`)].map((field, index) =>
      [kind === 'small_print' ? kind : `${kind}.${index}`, field] as [string, HTMLInputElement]));
}

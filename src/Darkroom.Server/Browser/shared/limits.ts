// Text fields with a limit (data-limit, in characters). What is typed or pasted is never cut: near the limit a counter shows, beyond
// it the field is marked. The server rejects what is too long, with the same count.

import { graphemes } from './optional.js';
import { text } from './texts.js';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** From this share of the limit on, the counter shows. */
const near = 0.9;

/** Shows counters in this document, also for fields that are added later. May be called more than once. */
export function watchLimits(): void {
  document.addEventListener('input', onInput);
}

/** Characters as people count them, as TextLength.cs does. */
export function lengthOf(value: string): number {
  let length = 0;
  for (const _ of graphemes(value)) {
    length++;
  }
  return length;
}

/** What is wrong with a field's length; nothing if it is within its limit. */
export function tooLong(field: Field): string | undefined {
  const { length, limit } = measure(field);
  return length > limit ? text('LiveTooLong', length, limit) : undefined;
}

/** Brings a field's counter up to date, after a script changed its text or its limit. */
export function showLimit(field: Field): void {
  const { length, limit } = measure(field);
  const [over, wasOver] = [length > limit, field.hasAttribute('data-over')];
  if (over !== wasOver) {
    field.toggleAttribute('data-over', over);
    over ? field.setAttribute('aria-invalid', 'true') : field.removeAttribute('aria-invalid');
  }
  const place = field.closest<HTMLElement>('.lines, .field, .creative-form, .review-name, .search, .composer');
  const counter = place?.querySelector<HTMLElement>(':scope > .limit') ?? undefined;
  if (place && length > limit * near) {
    const shown = counter ?? place.appendChild(made());
    shown.classList.toggle('wrong', over);
    shown.textContent = text(over ? 'LiveCharactersOver' : 'LiveCharacters', length, limit, length - limit);
  } else {
    counter?.remove();
  }
}

function onInput(event: Event): void {
  const field = event.target;
  if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.dataset['limit']) {
    showLimit(field);
  }
}

/** Counts only what may be near the limit: a text has at most as many characters as code units. */
function measure(field: Field): { readonly length: number; readonly limit: number } {
  const limit = Number(field.dataset['limit'] ?? Infinity);
  const { value } = field;
  return { length: value.length > limit * near ? lengthOf(value) : value.length, limit };
}

function made(): HTMLElement {
  const counter = document.createElement('p');
  counter.className = 'limit';
  counter.setAttribute('aria-live', 'polite');
  return counter;
}

// Text fields with a limit (data-limit, in characters). Typed or pasted text is never cut. Near the limit a counter is shown, beyond it the
// field is marked. The server counts in the same way and rejects text that is too long.

import { graphemes } from './browser-features.js';
import { text } from './texts.js';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** The share of the limit from which the counter is shown. */
const counterShare = 0.9;

/** Shows counters in this document, also for fields that are added later. Idempotent. */
export function watchTextLimits(): void {
  document.addEventListener('input', onInput);
}

/** Counts user-perceived characters, as TextLength.cs does. */
export function textLength(value: string): number {
  let length = 0;
  for (const _ of graphemes(value)) {
    length++;
  }
  return length;
}

/** Returns a message if a field's text is too long; otherwise undefined. */
export function lengthProblem(field: Field): string | undefined {
  const { length, limit } = measure(field);
  return length > limit ? text('LiveTooLong', length, limit) : undefined;
}

/** Updates a field's counter after a script changed its text or its limit. */
export function showLimit(field: Field): void {
  const { length, limit } = measure(field);
  const [over, wasOver] = [length > limit, field.hasAttribute('data-over')];
  if (over !== wasOver) {
    field.toggleAttribute('data-over', over);
    over ? field.setAttribute('aria-invalid', 'true') : field.removeAttribute('aria-invalid');
  }
  const place = field.closest<HTMLElement>('.lines, .field, .creative-form, .review-name, .search, .composer, .inline-form, .pop > form');
  const counter = place?.querySelector<HTMLElement>(':scope > .limit') ?? undefined;
  if (place && length > limit * counterShare) {
    const shown = counter ?? place.appendChild(createCounter());
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

/** Counts characters only near the limit: a text has at most as many characters as code units. */
function measure(field: Field): { readonly length: number; readonly limit: number } {
  const limit = Number(field.dataset['limit'] ?? Infinity);
  const { value } = field;
  return { length: value.length > limit * counterShare ? textLength(value) : value.length, limit };
}

function createCounter(): HTMLElement {
  const counter = document.createElement('p');
  counter.className = 'limit';
  counter.setAttribute('aria-live', 'polite');
  return counter;
}

import type { Errors } from '../shared/api.js';
import { text } from '../shared/texts.js';

/**
 * Shows the errors of a form beside its fields and removes the previous ones.
 * @param errors The messages by field name, or by `name.index` if several fields share a name.
 * @returns The message with the label of its field; of several errors only the labels, in the order of the form.
 */
export function showFieldErrors(form: HTMLElement, errors: Errors): string {
  form.querySelectorAll('[data-wrong]').forEach((note) => note.remove());
  form.querySelectorAll('[aria-invalid]').forEach((field) => field.removeAttribute('aria-invalid'));
  const order = [...form.querySelectorAll('[name]')];
  const found = Object.entries(errors).map(([field, messages]) => ({ field, input: find(form, field), message: messages.join(' ') }))
    .sort((one, other) => order.indexOf(one.input!) - order.indexOf(other.input!));
  for (const { field, input, message } of found) {
    if (!input) {
      continue;
    }
    input.setAttribute('aria-invalid', 'true');
    const note = Object.assign(document.createElement('p'), { className: 'wrong', textContent: message });
    note.dataset['wrong'] = field;
    const place = input.closest('.lines') ? input : (input.closest('.field, fieldset, .brief-group')?.lastElementChild ?? input);
    place.after(note);
  }
  const [shown, others] = [found.filter(({ input }) => input), found.filter(({ input }) => !input).map(({ message }) => message)];
  const labels = shown.map(({ field, input }) => labelOf(input!) || field);
  return [
    ...(shown.length > 1 ? [text('LiveCorrectFields', labels.join(', '))] : shown.map(({ message }) => `${labels[0]}: ${message}`)),
    ...others,
  ].join(' ');
}

/** Scrolls to the first field with an error and focuses it. */
export function goToFirstError(form: HTMLElement): void {
  const field = form.querySelector<HTMLElement>('[aria-invalid=true]');
  const fold = field?.closest('details');
  if (fold) {
    fold.open = true;
  }
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'center' });
}

function labelOf(field: HTMLInputElement): string {
  return field.ariaLabel || field.labels?.[0]?.textContent?.trim() || '';
}

/** Returns the labels of the fields that have an error only because they are empty; none if another field has one. */
export function emptyFields(form: HTMLElement, errors: Errors): string[] {
  const order = [...form.querySelectorAll('[name]')];
  const fields = Object.keys(errors).map((field) => find(form, field)).sort((one, other) => order.indexOf(one!) - order.indexOf(other!));
  return fields.every((field) => field && field.type !== 'checkbox' && !field.value.trim())
    ? fields.map((field) => labelOf(field!) || field!.name)
    : [];
}

function find(form: HTMLElement, field: string): HTMLInputElement | undefined {
  const named = (name: string): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`)];
  const at = field.lastIndexOf('.');
  return named(field)[0] ?? named(field.slice(0, at))[Number(field.slice(at + 1))] ?? named(field.slice(at + 1))[0];
}

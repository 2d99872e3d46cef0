import type { Errors } from '../shared/api.js';

/**
 * Shows the errors of a form beside its fields and removes the previous ones.
 * @param errors The messages by field name, or by `name.index` if several fields share a name.
 * @returns All messages, each with the label of its field.
 */
export function showFieldErrors(form: HTMLElement, errors: Errors): string {
  form.querySelectorAll('[data-wrong]').forEach((note) => note.remove());
  form.querySelectorAll('[aria-invalid]').forEach((field) => field.removeAttribute('aria-invalid'));
  return Object.entries(errors).map(([field, messages]) => {
    const [input, text] = [find(form, field), messages.join(' ')];
    if (!input) {
      return text;
    }
    input.setAttribute('aria-invalid', 'true');
    const note = Object.assign(document.createElement('p'), { className: 'wrong', textContent: text });
    note.dataset['wrong'] = field;
    const place = input.closest('.lines') ? input : (input.closest('.field, fieldset, .brief-group')?.lastElementChild ?? input);
    place.after(note);
    return `${input.ariaLabel || input.labels?.[0]?.textContent?.trim() || field}: ${text}`;
  }).join(' ');
}

/** Returns the labels of the fields that have an error only because they are empty; none if another field has one. */
export function emptyFields(form: HTMLElement, errors: Errors): string[] {
  const order = [...form.querySelectorAll('[name]')];
  const fields = Object.keys(errors).map((field) => find(form, field)).sort((one, other) => order.indexOf(one!) - order.indexOf(other!));
  return fields.every((field) => field && field.type !== 'checkbox' && !field.value.trim())
    ? fields.map((field) => field!.ariaLabel || field!.labels?.[0]?.textContent?.trim() || field!.name)
    : [];
}

function find(form: HTMLElement, field: string): HTMLInputElement | undefined {
  const named = (name: string): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`)];
  const at = field.lastIndexOf('.');
  return named(field)[0] ?? named(field.slice(0, at))[Number(field.slice(at + 1))] ?? named(field.slice(at + 1))[0];
}

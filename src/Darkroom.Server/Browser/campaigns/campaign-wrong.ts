import type { Errors } from './campaign-api.js';

/**
 * Says beside each field of a form what is wrong with it, and takes back what was said before.
 * @param errors By the names of fields; of several with one name by `name.index`.
 * @returns All of it, each by the name that people know its field by.
 */
export function mark(form: HTMLElement, errors: Errors): string {
  form.querySelectorAll('[data-wrong]').forEach((note) => note.remove());
  form.querySelectorAll('[aria-invalid]').forEach((field) => field.removeAttribute('aria-invalid'));
  return Object.entries(errors).map(([field, messages]) => {
    const [input, words] = [find(form, field), messages.join(' ')];
    if (!input) {
      return words;
    }
    input.setAttribute('aria-invalid', 'true');
    const note = Object.assign(document.createElement('p'), { className: 'wrong', textContent: words });
    note.dataset['wrong'] = field;
    const place = input.closest('.lines') ? input : (input.closest('.field, fieldset, .brief-group')?.lastElementChild ?? input);
    place.after(note);
    return `${input.ariaLabel || input.labels?.[0]?.textContent?.trim() || field}: ${words}`;
  }).join(' ');
}

function find(form: HTMLElement, field: string): HTMLInputElement | undefined {
  const named = (name: string): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`)];
  const at = field.lastIndexOf('.');
  return named(field)[0] ?? named(field.slice(0, at))[Number(field.slice(at + 1))] ?? named(field.slice(at + 1))[0];
}

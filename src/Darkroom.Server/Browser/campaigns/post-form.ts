import { fieldsOf } from '../shared/form-fields.js';
import { parsePage } from '../shared/local-times.js';
import { text } from '../shared/texts.js';

/** What the server answered to a form: the page after it, or what is wrong. */
export type FormResult = { readonly ok: boolean; readonly page?: Document; readonly problem: string };

/** Sends a form as the browser would, without leaving the page. */
export async function postForm(form: HTMLFormElement, submitter: HTMLElement | null): Promise<FormResult> {
  try {
    const answer = await fetch(form.action, { method: 'POST', headers: { Accept: 'text/html' }, body: fieldsOf(form, submitter) });
    const page = parsePage(await answer.text());
    return { ok: answer.ok, page, problem: answer.ok ? '' : (page.querySelector('main p')?.textContent ?? text('LiveServerRejected')) };
  } catch {
    return { ok: false, problem: text('LiveServerUnreachable') };
  }
}

/** Returns the fields of a form without files, as a browser sends them. */
export function fieldsOf(form: HTMLFormElement, submitter?: HTMLElement | null): URLSearchParams {
  return new URLSearchParams([...new FormData(form, submitter)].map(([name, value]): [string, string] => [name, String(value)]));
}

// The texts that scripts show. The server writes them into the page in its language (ScriptTexts.razor); their names begin with "Live".

let texts: Readonly<Record<string, string | readonly string[]>> | undefined;

/** Returns a text of the page with its values in the places {0}, {1}… */
export function text(name: string, ...values: readonly (string | number)[]): string {
  return runText(name, 1, ...values);
}

/**
 * Returns the sentence for the stage or status of a run, or of an image (RunTexts.cs).
 * @param count From 1. A sentence may have a form for 1, for 2 and so on; the last one is for every larger count.
 */
export function runText(name: string, count: number, ...values: readonly (string | number)[]): string {
  texts ??= Object.assign({}, ...[...document.querySelectorAll('script[data-texts]')].map((data) => JSON.parse(data.textContent)));
  const forms = [texts?.[name] ?? name].flat();
  return forms[Math.min(count, forms.length) - 1]!.replace(/\{(\d)\}/g, (place, index: string) => formatted(values[Number(index)] ?? place));
}

/** Returns the text for one (`…One`) or for several (`…Many`). The count is the first value. */
export function counted(name: string, count: number, ...values: readonly (string | number)[]): string {
  return text(`${name}${count === 1 ? 'One' : 'Many'}`, count, ...values);
}

function formatted(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString(document.documentElement.lang) : value;
}

// The texts that scripts show. The server writes them into the page in its language (ScriptTexts.razor); their names begin with "Live".

let texts: Readonly<Record<string, string>> | undefined;

/** Returns a text of the page with its values in the places {0}, {1}… */
export function text(name: string, ...values: readonly (string | number)[]): string {
  texts ??= Object.assign({}, ...[...document.querySelectorAll('script[data-texts]')].map((data) => JSON.parse(data.textContent)));
  return (texts?.[name] ?? name).replace(/\{(\d)\}/g, (place, index: string) => formatted(values[Number(index)] ?? place));
}

/** Returns the text for one (`…One`) or for several (`…Many`). The count is the first value. */
export function counted(name: string, count: number, ...values: readonly (string | number)[]): string {
  return text(`${name}${count === 1 ? 'One' : 'Many'}`, count, ...values);
}

function formatted(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en') : value;
}

let texts;
export function text(name, ...values) {
    return runText(name, 1, ...values);
}
export function runText(name, count, ...values) {
    texts ??= Object.assign({}, ...[...document.querySelectorAll('script[data-texts]')].map((data) => JSON.parse(data.textContent)));
    const forms = [texts?.[name] ?? name].flat();
    return forms[Math.min(count, forms.length) - 1].replace(/\{(\d)\}/g, (place, index) => formatted(values[Number(index)] ?? place));
}
export function counted(name, count, ...values) {
    return text(`${name}${count === 1 ? 'One' : 'Many'}`, count, ...values);
}
function formatted(value) {
    return typeof value === 'number' ? value.toLocaleString('en') : value;
}

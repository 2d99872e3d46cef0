const base = new URL('../../../..', import.meta.url).pathname.replace(/\/$/, '');
export function siteUrl(path) {
    return base + path;
}
export function storageKey(name) {
    return base ? `${name} ${base}` : name;
}

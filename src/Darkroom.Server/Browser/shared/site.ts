// Where this site is: it may be served below a path. Scripts are at {base}/assets/{version}/js/shared/, so this one knows it from its own address.
const base = new URL('../../../..', import.meta.url).pathname.replace(/\/$/, '');

/** The address of a path of this site, such as `/api/events`. Addresses that the server gives are whole already. */
export function at(path: string): string {
  return base + path;
}

/** A name for what a browser keeps for all sites of one host: another Darkroom there, below another path, has its own. */
export function keyOf(name: string): string {
  return base ? `${name} ${base}` : name;
}

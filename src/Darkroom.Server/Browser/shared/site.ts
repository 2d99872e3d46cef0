// The path below which this site is served, from the URL of this script: {base}/assets/{version}/js/….js.
const script = new URL(import.meta.url).pathname;
const base = script.slice(0, script.lastIndexOf('/assets/'));

/** Returns the URL of a path of this site, such as `/api/events`. URLs from the server already include the base path. */
export function siteUrl(path: string): string {
  return base + path;
}

/** Returns a name for storage that all sites of a host share, so that another Darkroom below another path has its own. */
export function storageKey(name: string): string {
  return base ? `${name} ${base}` : name;
}

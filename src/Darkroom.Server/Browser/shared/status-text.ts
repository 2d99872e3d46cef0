/** Returns the content of a status line. Three animated dots cover a final "…", which screen readers skip. */
export function statusContent(text: string): (string | Node)[] {
  if (!text.endsWith('…')) {
    return [text];
  }
  const dots = Object.assign(document.createElement('span'), { className: 'dots', ariaHidden: 'true' });
  dots.append('…', ...[1, 2, 3].map(() => document.createElement('span')));
  return [text.slice(0, -1), dots];
}

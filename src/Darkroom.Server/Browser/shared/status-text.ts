/** Returns the content of a status line. A final "…" becomes three animated dots, which screen readers skip. */
export function statusContent(text: string): (string | Node)[] {
  if (!text.endsWith('…')) {
    return [text];
  }
  const dots = Object.assign(document.createElement('span'), { className: 'dots', ariaHidden: 'true' });
  dots.append(...['.', '.', '.'].map((dot) => Object.assign(document.createElement('span'), { textContent: dot })));
  return [text.slice(0, -1), dots];
}

/** Shows a problem in its place, or hides the place if the text is empty. */
export function showProblem(root: ParentNode, selector: string, problem: string): void {
  const place = root.querySelector<HTMLElement>(selector);
  place?.replaceChildren(problem);
  place?.toggleAttribute('hidden', !problem);
}

export function showProblem(root, selector, problem) {
    const place = root.querySelector(selector);
    place?.replaceChildren(problem);
    place?.toggleAttribute('hidden', !problem);
}

export function mergePage(root, fresh) {
    for (const part of root.querySelectorAll('[data-part]')) {
        const next = fresh.querySelector(`[data-part="${part.dataset['part']}"]`);
        if (!next || !part.isConnected) {
            continue;
        }
        if (part.dataset['part'] === 'creatives') {
            mergeTiles(part, next);
        }
        else if (!isBusy(part) && part.outerHTML !== next.outerHTML) {
            if (part instanceof HTMLDetailsElement) {
                next.toggleAttribute('open', part.open);
            }
            const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : undefined;
            part.replaceWith(document.adoptNode(next));
            [...next.querySelectorAll('a')].find((link) => focused && link.getAttribute('href') === focused)?.focus();
        }
    }
}
function isBusy(part) {
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    return part.matches(':popover-open') || focused instanceof HTMLTextAreaElement || focused instanceof HTMLInputElement;
}
function mergeTiles(grid, next) {
    const before = [...grid.querySelectorAll('[data-creative]')];
    const after = [...next.querySelectorAll('[data-creative]')];
    const keyOf = (tile) => tile?.dataset['creative'];
    if (before.length === after.length && before.every((tile, index) => keyOf(tile) === keyOf(after[index]))) {
        after.forEach((tile, index) => before[index]?.adopt(tile));
        return;
    }
    const known = new Map(before.map((tile) => [keyOf(tile), tile]));
    const focused = document.activeElement;
    for (const tile of after) {
        const existing = known.get(keyOf(tile));
        if (existing) {
            existing.adopt(tile);
            tile.replaceWith(existing);
        }
    }
    grid.replaceChildren(...next.childNodes);
    (grid.querySelector('[data-creative][tabindex="0"]') ?? grid.querySelector('[data-creative]'))?.setAttribute('tabindex', '0');
    if (focused instanceof HTMLElement && grid.contains(focused)) {
        focused.focus({ preventScroll: true });
    }
}

import type { DarkroomCreative } from './campaign-creative.js';

/**
 * Takes over what the server renders now, part by part (`data-part`). Tiles that are there already stay in place and take only what
 * is new; a part that somebody is writing in is left for the next time.
 */
export function merge(root: ParentNode, fresh: Document): void {
  for (const part of root.querySelectorAll<HTMLElement>('[data-part]')) {
    const next = fresh.querySelector<HTMLElement>(`[data-part="${part.dataset['part']}"]`);
    if (!next || !part.isConnected) {
      continue;
    }
    if (part.dataset['part'] === 'creatives') {
      mergeTiles(part, next);
    } else if (!isBusy(part) && part.outerHTML !== next.outerHTML) {
      if (part instanceof HTMLDetailsElement) {
        next.toggleAttribute('open', part.open);
      }
      const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute('href') : undefined;
      part.replaceWith(document.adoptNode(next));
      [...next.querySelectorAll('a')].find((link) => focused && link.getAttribute('href') === focused)?.focus();
    }
  }
}

function isBusy(part: HTMLElement): boolean {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  return part.matches(':popover-open') || focused instanceof HTMLTextAreaElement || focused instanceof HTMLInputElement;
}

function mergeTiles(grid: HTMLElement, next: HTMLElement): void {
  const before = [...grid.querySelectorAll<DarkroomCreative>('[data-creative]')];
  // Those of a parsed page are not alive: only their attributes and content are to be had.
  const after = [...next.querySelectorAll<HTMLElement>('[data-creative]')];
  const keyOf = (tile: HTMLElement | undefined): string | undefined => tile?.dataset['creative'];
  if (before.length === after.length && before.every((tile, index) => keyOf(tile) === keyOf(after[index]))) {
    after.forEach((tile, index) => before[index]?.adopt(tile));
    return;
  }
  const known = new Map(before.map((tile) => [keyOf(tile), tile]));
  const focused = document.activeElement;
  for (const tile of after) {
    const kept = known.get(keyOf(tile));
    if (kept) {
      kept.adopt(tile);
      tile.replaceWith(kept);
    }
  }
  grid.replaceChildren(...next.childNodes);
  // The way in by Tab: another page has other tiles.
  (grid.querySelector('[data-creative][tabindex="0"]') ?? grid.querySelector('[data-creative]'))?.setAttribute('tabindex', '0');
  if (focused instanceof HTMLElement && grid.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

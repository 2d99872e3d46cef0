import type { DarkroomCreative } from './creative.js';

/**
 * Updates a page from a freshly rendered one, part by part (`data-part`). Existing tiles stay in place and adopt the new state. A part that
 * the user is typing in is skipped until the next update.
 */
export function mergePage(root: ParentNode, fresh: Document): void {
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
      const scrolled = part.querySelector('.filters-row')?.scrollLeft ?? 0;
      part.replaceWith(document.adoptNode(next));
      next.querySelector('.filters-row')?.scrollTo(scrolled, 0);
      [...next.querySelectorAll('a')].find((link) => focused && link.getAttribute('href') === focused)?.focus();
    }
  }
}

/** Shows the templates as they are with the saved brand. The choice beside them stays. */
export function showLooks(root: ParentNode, fresh: Document): void {
  for (const shown of root.querySelectorAll<HTMLImageElement>('[data-look-template]')) {
    const next = fresh.querySelector<HTMLImageElement>(`[data-look-template="${shown.dataset['lookTemplate']}"]`);
    for (const name of ['srcset', 'src']) {
      const value = next?.getAttribute(name);
      value && value !== shown.getAttribute(name) && shown.setAttribute(name, value);
    }
  }
}

function isBusy(part: HTMLElement): boolean {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  return part.matches(':popover-open') || hasDraft(part) || focused instanceof HTMLTextAreaElement || focused instanceof HTMLInputElement;
}

/** True if someone has begun to write in a part. */
export function hasDraft(part: ParentNode): boolean {
  return [...part.querySelectorAll<HTMLTextAreaElement>('textarea[data-draft]')].some((field) => field.value !== '');
}

function mergeTiles(grid: HTMLElement, next: HTMLElement): void {
  const before = [...grid.querySelectorAll<DarkroomCreative>('[data-creative]')];
  // Elements of a parsed page are not upgraded: only their attributes and content are available.
  const after = [...next.querySelectorAll<HTMLElement>('[data-creative]')];
  const keyOf = (tile: HTMLElement | undefined): string | undefined => tile?.dataset['creative'];
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
  // Makes one tile reachable with Tab, because another page has other tiles.
  (grid.querySelector('[data-creative][tabindex="0"]') ?? grid.querySelector('[data-creative]'))?.setAttribute('tabindex', '0');
  if (focused instanceof HTMLElement && grid.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

import { isCommand } from '../shared/keys.js';
import type { GridLayout } from './grid-layout.js';
import type { Row } from './justify.js';
import { barHeight, type GridView } from './grid-view.js';

/** The keys that lead from image to image. */
const firstKeys: readonly string[] = ['j', 'k', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

/** Moves the focus between images. One of them is in the tab order; the arrow keys lead to the others. */
export class GridKeys {
  readonly #view: GridView;
  /** The image in the tab order. */
  #current = 0;
  /** The one that had the focus before. */
  #previous = 0;
  /** The image that gets the focus once it is loaded, and whether to scroll to it. */
  #awaited: { readonly index: number; readonly reveal: boolean } | undefined;
  /** The horizontal position that the up and down keys keep. */
  #goal: number | undefined;

  constructor(grid: HTMLElement, view: GridView, signal: AbortSignal) {
    this.#view = view;
    grid.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    document.addEventListener('keydown', (event) => this.#onFirstKey(event), { signal });
    grid.addEventListener('focusin', (event) => this.#onFocus(event), { signal });
    grid.addEventListener('focusout', () => (view.focused = undefined), { signal });
  }

  /** The index of the image that has or had the focus. */
  get current(): number {
    return this.#current;
  }

  /** The index of the image that had it before. */
  get previous(): number {
    return this.#previous;
  }

  /** Gives the focus to an image, now or when it is loaded. @param reveal Scrolls to it. */
  focus(index: number, reveal = true): void {
    this.#current = this.#view.focused = Math.min(this.#view.layout.count - 1, Math.max(0, index));
    this.#awaited = { index: this.#current, reveal };
    reveal ? this.#view.reveal(this.#current) : this.#view.update();
  }

  /** Follows what the grid shows. */
  update(): void {
    const { rows, focused } = this.#view;
    const awaited = this.#awaited;
    const cell = awaited && this.#view.cellAt(awaited.index);
    if (awaited && cell) {
      this.#awaited = undefined;
      cell.link.focus({ preventScroll: true });
      if (awaited.reveal) {
        // Its place was an estimate until now.
        this.#view.reveal(awaited.index);
      }
    }
    const stop = this.#view.cellAt(focused ?? this.#current) ?? this.#firstInWindow();
    for (const one of rows.cells) {
      const index = one === stop ? 0 : -1;
      if (one.link.tabIndex !== index) {
        one.link.tabIndex = index;
      }
    }
  }

  #firstInWindow(): ReturnType<GridView['cellAt']> {
    const { layout, scroll } = this.#view;
    const { index } = layout.anchorAt(scroll.top + barHeight + layout.metrics.heading);
    return this.#view.cellAt(layout.rowOf(index)?.row.start ?? index);
  }

  #onFocus(event: FocusEvent): void {
    const cell = this.#view.rows.cellOf((event.target as HTMLElement).closest<HTMLElement>('.grid-cell')?.querySelector('a')?.dataset['imageId'] ?? '');
    if (cell) {
      this.#current = this.#view.focused = cell.index;
    }
  }

  /** While nothing on the page has the focus, a key that moves between images gives it to one in the window. */
  #onFirstKey(event: KeyboardEvent): void {
    const { activeElement } = document;
    const [from, to] = this.#view.range;
    if (firstKeys.includes(event.key) && isCommand(event) && !event.shiftKey && !event.defaultPrevented && this.#view.pages?.count
      && (!activeElement || activeElement.matches('body, main')) && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      this.focus(this.#current >= from && this.#current < to ? this.#current : (this.#firstInWindow()?.index ?? this.#current));
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || !(event.target as HTMLElement).closest('[data-image-id]')) {
      return;
    }
    const next = this.#nextOf(event.key, event.ctrlKey || event.metaKey);
    if (next !== undefined) {
      event.preventDefault();
      this.#previous = this.#current;
      this.#goal = event.key === 'ArrowUp' || event.key === 'ArrowDown' ? this.#goal : undefined;
      this.focus(next);
    }
  }

  #nextOf(key: string, control: boolean): number | undefined {
    const { layout, scroll } = this.#view;
    const row = layout.rowOf(this.#current)?.row;
    const page = scroll.height - barHeight - layout.metrics.heading;
    switch (key) {
      case 'ArrowLeft':
      case 'k':
        return this.#current - 1;
      case 'ArrowRight':
      case 'j':
        return this.#current + 1;
      case 'ArrowUp':
        return this.#nearest(row && rowBeside(layout, row.start - 1)) ?? this.#current - 1;
      case 'ArrowDown':
        return this.#nearest(row && rowBeside(layout, row.start + row.lefts.length)) ?? this.#current + 1;
      case 'PageUp':
        return this.#at(-page);
      case 'PageDown':
        return this.#at(page);
      case 'Home':
        return control ? 0 : row?.start;
      case 'End':
        return control ? layout.count - 1 : row && row.start + row.lefts.length - 1;
      default:
        return undefined;
    }
  }

  #at(distance: number): number {
    const { layout } = this.#view;
    const top = layout.positionOf({ index: this.#current, part: 0.5, rest: 0 }) + distance;
    return top <= 0 ? 0 : top >= layout.height ? layout.count - 1 : layout.anchorAt(top).index;
  }

  /** Returns the image of another row that is nearest to the current one. */
  #nearest(row: Row | undefined): number | undefined {
    const own = this.#view.layout.rowOf(this.#current)?.row;
    if (!row || !own) {
      return undefined;
    }
    const at = this.#current - own.start;
    const goal = (this.#goal ??= own.lefts[at]! + own.widths[at]! / 2);
    const distances = row.lefts.map((left, column) => Math.abs(left + row.widths[column]! / 2 - goal));
    return row.start + distances.indexOf(Math.min(...distances));
  }
}

function rowBeside(layout: GridLayout, index: number): Row | undefined {
  return index < 0 || index >= layout.count ? undefined : layout.rowOf(index)?.row;
}

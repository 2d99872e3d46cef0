import type { GridKeys } from './grid-keys.js';
import type { GridView } from './grid-view.js';
import type { BulkAction } from './organise.js';
import type { Selected, Selection } from './selection.js';
import { favoriteFlag } from './tile-pages.js';

/** How long a touch selects an image instead of opening it. */
const longPressMs = 450;
/** A touch that moves farther scrolls. */
const longPressPixels = 10;

/** Keys that move the focus; with Shift they select. */
const movingKeys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];

/** Selects with clicks, touches and keys. */
export class SelectionInput {
  readonly #view: GridView;
  readonly #keys: GridKeys;
  readonly #selection: Selection;
  readonly #selectAll: () => void;
  readonly #change: (select: Selected, action: BulkAction) => void;
  /** The image from which a range is selected. */
  #from: number | undefined;
  #press = 0;
  #pressedAt: readonly [x: number, y: number] = [0, 0];
  /** True after a long press, whose end is not a click. */
  #pressed = false;

  constructor(
    grid: HTMLElement,
    view: GridView,
    keys: GridKeys,
    selection: Selection,
    actions: { selectAll(): void; change(select: Selected, action: BulkAction): void },
    signal: AbortSignal,
  ) {
    [this.#view, this.#keys, this.#selection, this.#selectAll, this.#change] = [view, keys, selection, actions.selectAll, actions.change];
    grid.addEventListener('click', (event) => this.#onClick(event), { signal });
    grid.addEventListener('pointerdown', (event) => this.#onDown(event), { signal });
    grid.addEventListener('pointermove', (event) => this.#onMove(event), { signal });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      grid.addEventListener(type, () => clearTimeout(this.#press), { signal });
    }
    grid.addEventListener('contextmenu', (event) => this.#pressed && event.preventDefault(), { signal });
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#press), { once: true });
  }

  #onClick(event: MouseEvent): void {
    const index = this.#indexOf(event);
    const check = (event.target as Element).closest('.tile-check') !== null;
    if (index === undefined) {
      return;
    }
    if (this.#pressed) {
      event.preventDefault();
      this.#pressed = false;
    } else if (event.shiftKey && this.#from !== undefined) {
      event.preventDefault();
      void this.#selectRange(this.#from, index);
    } else if (check || event.ctrlKey || event.metaKey || event.shiftKey || this.#selection.count > 0) {
      event.preventDefault();
      this.#toggle(index);
    }
    if (event.defaultPrevented) {
      this.#keys.focus(index, false);
    }
  }

  #toggle(index: number): void {
    const id = this.#view.pages?.get(index)?.id;
    if (id) {
      this.#from = index;
      this.#selection.set([id], !this.#selection.has(id));
    }
  }

  /** Selects a range. Images of it that are not loaded are read first. */
  async #selectRange(from: number, to: number): Promise<void> {
    const { pages } = this.#view;
    const ids = await pages?.idsOf(Math.min(from, to), Math.max(from, to) + 1);
    if (ids && pages === this.#view.pages) {
      this.#selection.set(ids, true);
    }
  }

  #onDown(event: PointerEvent): void {
    this.#pressed = false;
    const index = this.#indexOf(event);
    if (event.pointerType === 'touch' && index !== undefined) {
      this.#pressedAt = [event.clientX, event.clientY];
      clearTimeout(this.#press);
      this.#press = window.setTimeout(() => {
        this.#pressed = true;
        this.#toggle(index);
      }, longPressMs);
    }
  }

  #onMove(event: PointerEvent): void {
    if (Math.hypot(event.clientX - this.#pressedAt[0], event.clientY - this.#pressedAt[1]) > longPressPixels) {
      clearTimeout(this.#press);
    }
  }

  #onKey(event: KeyboardEvent): void {
    const target = event.target as Element;
    if ((event.defaultPrevented && !event.shiftKey) || target.closest('input:not([type=radio], [type=range]), textarea, select, dialog, [contenteditable]')) {
      return;
    }
    const onTile = target.closest('[data-image-id]') !== null;
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      this.#selectAll();
    } else if (event.key === 'Escape' && this.#selection.count > 0) {
      event.preventDefault();
      this.#selection.clear();
    } else if (onTile && event.key === ' ') {
      event.preventDefault();
      this.#toggle(this.#keys.current);
    } else if (onTile && !control && ['f', '.', 'Delete'].includes(event.key)) {
      event.preventDefault();
      this.#act(event.key);
    } else if (onTile && event.shiftKey && movingKeys.includes(event.key)) {
      void this.#selectRange((this.#from ??= this.#keys.previous), this.#keys.current);
    }
  }

  /** Stars or trashes the selected images, or the one in focus if none is selected. */
  #act(key: string): void {
    const tile = this.#view.pages?.get(this.#keys.current);
    const select = this.#selection.count > 0 ? this.#selection.selected : tile && { ids: [tile.id] };
    if (select) {
      const starred = this.#selection.count === 0 && tile !== undefined && (tile.flags & favoriteFlag) !== 0;
      this.#change(select, key === 'Delete' ? 'trash' : { favorite: !starred });
    }
  }

  #indexOf(event: Event): number | undefined {
    const id = (event.target as Element).closest('.grid-cell')?.querySelector('a')?.dataset['imageId'];
    return id === undefined ? undefined : this.#view.rows.cellOf(id)?.index;
  }
}

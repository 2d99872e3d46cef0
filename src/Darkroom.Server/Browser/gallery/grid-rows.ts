import type { GridLayout } from './grid-layout.js';
import { TileCell } from './tile-cell.js';
import type { Tile, TilePages } from './tile-pages.js';
import type { Visible, VisibleRow } from './visible-rows.js';

interface ShownRow {
  readonly element: HTMLElement;
  readonly visible: VisibleRow;
  readonly cells: readonly TileCell[];
}

interface ShownSection {
  readonly element: HTMLElement;
  readonly rows: Map<number, ShownRow>;
  /** The patterns in place of blocks that are not loaded. */
  readonly pending: Map<number, HTMLElement>;
}

/** Sections that are taller are cut to the part near the window: browsers lay out only some ten million pixels. */
const maxSection = 4_000_000;
/** The time for placeholders in one frame. */
const placeholderMs = 5;

/** The rows of the grid that are near the window, as elements. */
export class GridRows {
  readonly #grid: HTMLElement;
  readonly #template: HTMLTemplateElement;
  readonly #heading: (newest: string, oldest: string) => string;
  readonly #isSelected: (id: string) => boolean;
  readonly #sections = new Map<number, ShownSection>();
  readonly #cells = new Map<string, TileCell>();
  readonly #spare: TileCell[] = [];
  #layout: GridLayout | undefined;

  /** @param heading Returns the text above a section. */
  constructor(grid: HTMLElement, template: HTMLTemplateElement, heading: (newest: string, oldest: string) => string, isSelected: (id: string) => boolean) {
    [this.#grid, this.#template, this.#heading, this.#isSelected] = [grid, template, heading, isSelected];
  }

  get cells(): Iterable<TileCell> {
    return this.#cells.values();
  }

  cellOf(id: string): TileCell | undefined {
    return this.#cells.get(id);
  }

  /**
   * Shows rows and removes all others.
   * @param max The number of new images, at most; their rows are added first to last.
   * @returns False if there are more.
   */
  show(layout: GridLayout, { rows, pending }: Visible, view: string, max: number): boolean {
    const focused = document.activeElement;
    const focusedId = focused instanceof HTMLElement && this.#grid.contains(focused) ? focused.dataset['imageId'] : undefined;
    if (layout !== this.#layout) {
      this.#clear();
      this.#layout = layout;
    }
    this.#removeOthers(new Set(rows.map(({ row }) => row.start)), new Set(pending.map((block) => block.start)));
    for (const { start, section } of pending) {
      this.#section(section).pending.get(start) ?? this.#addPending(this.#section(section), start);
    }
    for (const one of rows) {
      const section = this.#section(one.block.section);
      if (!section.rows.has(one.row.start) && max > 0) {
        max -= one.tiles.length;
        this.#addRow(section, one, view);
      }
    }
    this.#recycle();
    if (focusedId && document.activeElement !== focused) {
      // Elements that are moved lose the focus.
      this.cellOf(focusedId)?.link.focus({ preventScroll: true });
    }
    return max > 0;
  }

  /**
   * Moves the elements to their places.
   * @param offset Added to positions in the content to get those in the grid.
   * @param top The position of the window in the content.
   */
  place(layout: GridLayout, offset: number, top: number): void {
    for (const [number, { element, rows, pending }] of this.#sections) {
      let [start, height] = [layout.sectionTop(number), layout.sectionHeight(number)];
      if (height > maxSection) {
        const cut = Math.max(0, Math.floor((top - start) / maxSection - 0.5) * maxSection);
        [start, height] = [start + cut, Math.min(height - cut, 2 * maxSection)];
      }
      move(element, start + offset, height);
      for (const { element: line, visible: { block, row } } of rows.values()) {
        move(line, block.top + block.heading + row.top - start, row.height);
        line.setAttribute('aria-rowindex', String(block.line + block.rows!.indexOf(row) + 1));
      }
      for (const [first, pattern] of pending) {
        const block = layout.blocks[layout.blockOf(first)]!;
        move(pattern, block.top + block.heading - start, block.height - block.heading - layout.metrics.gap);
      }
    }
  }

  /** Shows what is known of the images now. */
  refresh(pages: TilePages): void {
    for (const cell of this.#cells.values()) {
      const tile = pages.get(cell.index);
      if (tile && tile.id === cell.tile?.id) {
        cell.show(tile, cell.index, pages.state.view);
      }
    }
  }

  /** Shows which images are selected or marked. */
  mark(): void {
    for (const cell of this.#cells.values()) {
      cell.mark(this.#isSelected(cell.tile?.id ?? ''));
    }
  }

  /** Loads the images of all rows, those at the window first. */
  load(): void {
    for (const { visible: { row }, cells } of this.#rows()) {
      cells.forEach((cell, at) => cell.load(row.widths[at]!, row.height));
    }
  }

  /** Shows placeholders as far as the time of this frame allows. Returns false if some are missing. */
  showPlaceholders(): boolean {
    const end = performance.now() + placeholderMs;
    for (const { cells } of this.#rows()) {
      for (const cell of cells) {
        if (cell.showPlaceholder() && performance.now() > end) {
          return false;
        }
      }
    }
    return true;
  }

  *#rows(): Iterable<ShownRow> {
    for (const { rows } of this.#sections.values()) {
      yield* rows.values();
    }
  }

  #section(number: number): ShownSection {
    const known = this.#sections.get(number);
    if (known) {
      return known;
    }
    const { newest, oldest } = this.#layout!.sections[number]!;
    const element = create('grid-section', 'rowgroup');
    const line = create('grid-heading', 'row');
    const heading = create('', 'rowheader');
    heading.textContent = this.#heading(newest, oldest);
    line.append(heading);
    line.setAttribute('aria-rowindex', String(this.#layout!.blocks[this.#layout!.blockOf(this.#layout!.sections[number]!.start)]!.line));
    element.append(line);
    const section = { element, rows: new Map(), pending: new Map() };
    this.#sections.set(number, section);
    const after = [...this.#sections].filter(([other]) => other > number).sort(([a], [b]) => a - b)[0];
    this.#grid.insertBefore(element, after?.[1].element ?? null);
    return section;
  }

  #addPending(section: ShownSection, start: number): HTMLElement {
    const pattern = create('grid-pending', 'presentation');
    section.pending.set(start, pattern);
    section.element.append(pattern);
    return pattern;
  }

  #addRow(section: ShownSection, visible: VisibleRow, view: string): void {
    const { row, tiles } = visible;
    const element = create('grid-row', 'row');
    const cells = tiles.map((tile, at) => {
      const cell = this.#cell(tile);
      cell.show(tile, row.start + at, view);
      cell.mark(this.#isSelected(tile.id));
      cell.place(row.lefts[at]!, row.widths[at]!, row.height);
      return cell;
    });
    element.append(...cells.map((cell) => cell.element));
    // Screen readers and the tab key follow the order of the elements.
    const after = [...section.rows.keys()].filter((start) => start > row.start).sort((a, b) => a - b)[0];
    section.element.insertBefore(element, after === undefined ? null : section.rows.get(after)!.element);
    section.rows.set(row.start, { element, visible, cells });
  }

  #cell(tile: Tile): TileCell {
    const cell = this.#cells.get(tile.id) ?? this.#spare.pop() ?? new TileCell(this.#template);
    this.#cells.set(tile.id, cell);
    return cell;
  }

  #removeOthers(rows: ReadonlySet<number>, pending: ReadonlySet<number>): void {
    for (const [number, section] of this.#sections) {
      remove(section.rows, rows, (row) => row.element);
      remove(section.pending, pending, (pattern) => pattern);
      if (section.rows.size + section.pending.size === 0) {
        section.element.remove();
        this.#sections.delete(number);
      }
    }
  }

  /** Takes the elements of images that are in no row. */
  #recycle(): void {
    for (const [id, cell] of this.#cells) {
      if (!cell.element.isConnected) {
        cell.release();
        this.#cells.delete(id);
        this.#spare.push(cell);
      }
    }
  }

  #clear(): void {
    this.#grid.replaceChildren();
    this.#sections.clear();
  }
}

function remove<T>(shown: Map<number, T>, others: ReadonlySet<number>, elementOf: (one: T) => HTMLElement): void {
  for (const [key, one] of shown) {
    if (!others.has(key)) {
      elementOf(one).remove();
      shown.delete(key);
    }
  }
}

function create(className: string, role: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  element.setAttribute('role', role);
  return element;
}

function move(element: HTMLElement, top: number, height: number): void {
  const [y, size] = [`${top}px`, `${height}px`];
  if (element.style.top !== y || element.style.height !== size) {
    Object.assign(element.style, { top: y, height: size });
  }
}

import type { Block, GridLayout } from './grid-layout.js';
import type { Row } from './justify.js';
import type { Tile, TilePages } from './tile-pages.js';

/** A part of the content, in pixels. */
export interface Span {
  readonly top: number;
  readonly height: number;
  /** What is shown above and below as well, if there is room. */
  readonly margin: number;
}

/** A row whose images are loaded. */
export interface VisibleRow {
  readonly block: Block;
  readonly row: Row;
  readonly tiles: readonly Tile[];
}

export interface Visible {
  /** Those nearest to the middle of the span first. */
  readonly rows: readonly VisibleRow[];
  /** Blocks with rows that are not loaded. */
  readonly pending: readonly Block[];
  /** The images of the span, loaded or not. */
  readonly from: number;
  readonly to: number;
}

/** The most images in the page at a time. */
export const maxCells = 400;

/**
 * Finds what to show in a span.
 * @param max The number of images, at most.
 * @param keep The index of an image whose row is shown wherever it is.
 */
export function visibleRows(layout: GridLayout, pages: TilePages, span: Span, max: number, keep?: number): Visible {
  const [top, bottom] = [span.top - span.margin, span.top + span.height + span.margin];
  const found: (VisibleRow & { readonly distance: number })[] = [];
  const pending: Block[] = [];
  let [from, to] = [layout.count, 0];
  const first = layout.blockAt(top);
  const last = layout.blockAt(bottom);
  for (const block of layout.blocks.slice(first, last + 1)) {
    const rows = layout.rowsOf(block);
    const content = block.top + block.heading;
    const near = rows?.filter((row) => content + row.top + row.height >= top && content + row.top <= bottom);
    [from, to] = [Math.min(from, near?.[0]?.start ?? block.start), Math.max(to, near ? endOf(near.at(-1), block.start) : block.start + block.count)];
    let complete = near !== undefined;
    for (const row of near ?? []) {
      const tiles = pages.range(row.start, row.start + row.lefts.length);
      complete &&= tiles !== undefined;
      if (tiles) {
        found.push({ block, row, tiles, distance: Math.abs(content + row.top + row.height / 2 - span.top - span.height / 2) });
      }
    }
    if (!complete) {
      pending.push(block);
    }
  }
  return { rows: nearest(found, max, keptRow(layout, pages, keep)), pending, from, to };
}

function endOf(row: Row | undefined, start: number): number {
  return row ? row.start + row.lefts.length : start;
}

function keptRow(layout: GridLayout, pages: TilePages, index: number | undefined): VisibleRow | undefined {
  const known = index === undefined ? undefined : layout.rowOf(index);
  const tiles = known && pages.range(known.row.start, endOf(known.row, 0));
  return tiles && { ...known, tiles };
}

function nearest(found: (VisibleRow & { readonly distance: number })[], max: number, kept: VisibleRow | undefined): VisibleRow[] {
  found.sort((a, b) => a.distance - b.distance);
  let room = max;
  const rows: VisibleRow[] = [];
  for (const one of kept ? [kept, ...found.filter((other) => other.row !== kept.row)] : found) {
    room -= one.tiles.length;
    if (room < 0) {
      break;
    }
    rows.push(one);
  }
  return rows;
}

import { justify, type Row } from './justify.js';
import type { Section } from './sections.js';

export type LayoutKind = 'justified' | 'squares' | 'list';

export interface Metrics {
  readonly kind: LayoutKind;
  readonly width: number;
  /** The wanted height of a row. */
  readonly row: number;
  readonly gap: number;
  /** The height of a section's heading, and the space above it. */
  readonly heading: number;
}

/** A part of a section that is laid out on its own: a section may have more images than are loaded. */
export interface Block {
  readonly start: number;
  readonly count: number;
  readonly section: number;
  /** The height of the section's heading; 0 if it is not the section's first block. */
  readonly heading: number;
  readonly last: boolean;
  /** The number of its rows; an estimate in the justified layout, as is the height. */
  lines: number;
  /** The number of rows above it, headings included. */
  line: number;
  /** Pixels from the top of the content. */
  top: number;
  /** With the heading. */
  height: number;
  /** Unknown in the justified layout until the ratios of the images are. */
  rows?: readonly Row[];
}

/** A position in the content that survives another layout: an image, and how far through its row. */
export interface Anchor {
  readonly index: number;
  readonly part: number;
  /** Pixels, for positions in a heading or a gap. */
  readonly rest: number;
}

/** About as many images as blocks have. */
const blockSize = 64;

/** Where each image of a view is. Heights are estimated from the counts and become exact when the ratios of a block are known. */
export class GridLayout {
  readonly metrics: Metrics;
  readonly sections: readonly Section[];
  readonly blocks: readonly Block[];
  /** The number of each section's first block. */
  readonly #firsts: readonly number[];
  #height = 0;

  constructor(sections: readonly Section[], metrics: Metrics) {
    [this.sections, this.metrics] = [sections, metrics];
    this.blocks = sections.flatMap((section, index) => blocksOf(section, index, metrics));
    this.#firsts = this.blocks.flatMap((block, index) => (block.start === sections[block.section]!.start ? index : []));
    this.restack();
  }

  get height(): number {
    return this.#height;
  }

  /** The usual height of a row. */
  get lineHeight(): number {
    return lineHeight(this.metrics);
  }

  get count(): number {
    const last = this.sections.at(-1);
    return last ? last.start + last.count : 0;
  }

  /** Returns the rows of a block; undefined until its ratios are known. */
  rowsOf(block: Block): readonly Row[] | undefined {
    if (!block.rows && this.metrics.kind !== 'justified') {
      block.rows = equalRows(block.start, block.count, this.metrics);
    }
    return block.rows;
  }

  /** Sets the ratios of a block's images. Its height is exact then, and the blocks below have to be stacked again. */
  setRatios(block: Block, ratios: readonly number[]): void {
    const { width, row, gap } = this.metrics;
    block.rows = justify(ratios, block.start, width, row, gap, !block.last);
    block.lines = block.rows.length;
    const end = block.rows.at(-1)!;
    block.height = block.heading + end.top + end.height + gap;
  }

  /** Moves the blocks after heights have changed. */
  restack(): void {
    let [top, line] = [0, 0];
    for (const block of this.blocks) {
      line += block.heading ? 1 : 0;
      [block.top, block.line] = [top, line];
      top += block.height;
      line += block.lines;
    }
    this.#height = top;
  }

  /** Returns the number of the block at a position. */
  blockAt(y: number): number {
    return find(this.blocks, (block) => block.top <= y);
  }

  blockOf(index: number): number {
    return find(this.blocks, (block) => block.start <= index);
  }

  sectionOf(index: number): number {
    return find(this.sections, (section) => section.start <= index);
  }

  sectionTop(section: number): number {
    return this.blocks[this.#firsts[section] ?? 0]?.top ?? 0;
  }

  sectionHeight(section: number): number {
    return (section + 1 < this.sections.length ? this.sectionTop(section + 1) : this.height) - this.sectionTop(section);
  }

  /** Returns the row of an image, if it is known. */
  rowOf(index: number): { readonly block: Block; readonly row: Row } | undefined {
    const block = this.blocks[this.blockOf(index)];
    const rows = block && this.rowsOf(block);
    const row = rows?.[find(rows, (one) => one.start <= index)];
    return block && row ? { block, row } : undefined;
  }

  anchorAt(y: number): Anchor {
    const block = this.blocks[this.blockAt(y)];
    if (!block) {
      return { index: 0, part: 0, rest: y };
    }
    const within = Math.min(Math.max(0, y - block.top - block.heading), block.height - block.heading - 1);
    const rows = this.rowsOf(block);
    const row = rows?.[find(rows, (one) => one.top <= within)];
    const share = (within / (block.height - block.heading)) * block.count;
    const anchor = row
      ? { index: row.start + (row.lefts.length >> 1), part: Math.min(1, (within - row.top) / row.height) }
      : { index: block.start + Math.min(block.count - 1, Math.floor(share)), part: share % 1 };
    return { ...anchor, rest: y - this.positionOf({ ...anchor, rest: 0 }) };
  }

  positionOf({ index, part, rest }: Anchor): number {
    const known = this.rowOf(index);
    if (known) {
      return known.block.top + known.block.heading + known.row.top + part * known.row.height + rest;
    }
    const block = this.blocks[this.blockOf(index)];
    return block ? block.top + block.heading + ((index - block.start + part) / block.count) * (block.height - block.heading) + rest : rest;
  }
}

/** Divides a section into blocks of about the same size; their heights do not depend on each other. */
function blocksOf(section: Section, number: number, metrics: Metrics): Block[] {
  const columns = columnsOf(metrics);
  const parts = Math.max(1, Math.round(section.count / blockSize));
  const size = columns * Math.ceil(section.count / parts / columns);
  const blocks: Block[] = [];
  for (let start = section.start, end = start + section.count; start < end; start += size) {
    const count = Math.min(size, end - start);
    const heading = start === section.start ? metrics.heading : 0;
    const lines = linesOf(count, (section.ratioSum * count) / section.count, metrics);
    const height = heading + lines * (lineHeight(metrics) + metrics.gap);
    blocks.push({ start, count, section: number, heading, last: start + count === end, lines, line: 0, top: 0, height });
  }
  return blocks;
}

/** Returns the number of rows of images; an estimate in the justified layout. */
function linesOf(count: number, ratioSum: number, metrics: Metrics): number {
  const { kind, row, gap, width } = metrics;
  const rows = kind === 'justified' ? (ratioSum * row + gap * count) / (width + gap) - 0.2 : count / columnsOf(metrics);
  return Math.max(1, Math.ceil(rows));
}

function columnsOf({ kind, width, row, gap }: Metrics): number {
  return kind === 'squares' ? Math.max(2, Math.round((width + gap) / (row + gap))) : 1;
}

function lineHeight(metrics: Metrics): number {
  return metrics.kind === 'squares' ? Math.round((metrics.width + metrics.gap) / columnsOf(metrics) - metrics.gap) : metrics.row;
}

/** Returns the rows of a layout in which all images have the same size. */
function equalRows(start: number, count: number, metrics: Metrics): Row[] {
  const { width, gap } = metrics;
  const columns = columnsOf(metrics);
  const height = lineHeight(metrics);
  const edges = Array.from({ length: columns + 1 }, (_, column) => Math.round((column * (width + gap)) / columns));
  const lefts = edges.slice(0, -1);
  const widths = lefts.map((left, column) => edges[column + 1]! - gap - left);
  return Array.from({ length: Math.ceil(count / columns) }, (_, line) => {
    const length = Math.min(columns, count - line * columns);
    return { start: start + line * columns, top: line * (height + gap), height, lefts: lefts.slice(0, length), widths: widths.slice(0, length) };
  });
}

/** Returns the last index whose item fulfils a condition that all items before it fulfil; 0 if none does. */
function find<T>(items: readonly T[], before: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    before(items[middle]!) ? (low = middle + 1) : (high = middle);
  }
  return Math.max(0, low - 1);
}

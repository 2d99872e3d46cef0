import { daysText } from './dates.js';
import { GridLayout, type Anchor } from './grid-layout.js';
import { GridRows } from './grid-rows.js';
import { GridScroll } from './grid-scroll.js';
import { metricsOf, type GridSettings } from './grid-settings.js';
import { rowRatio } from './justify.js';
import { divide } from './sections.js';
import type { TileCell } from './tile-cell.js';
import type { TilePages } from './tile-pages.js';
import { maxCells, visibleRows } from './visible-rows.js';

/** Window heights per second from which nothing is loaded, because no user can see it. */
const fastSpeed = 12;
/** Images that are loaded beyond those that are shown. */
const ahead = 128;
/** New elements in one frame. */
const maxNew = 72;
/** The height of the bar that covers the top of the window. */
export const barHeight = 56;

/** A place that stays where it is in the window when heights change. */
export interface Fixed {
  /** Undefined for the start of the content. */
  readonly anchor: Anchor | undefined;
  /** Pixels from the top of the window. */
  readonly at: number;
}

/** Shows the part of a view that is in the window, and around it. */
export class GridView {
  readonly scroll: GridScroll;
  readonly rows: GridRows;
  readonly #grid: HTMLElement;
  readonly #onUpdate: (scrolled: boolean) => void;
  layout = new GridLayout([], metricsOf({ kind: 'justified', size: 'medium' }, 1, 1));
  pages: TilePages | undefined;
  /** True while the position is being chosen: nothing is loaded. */
  choosing = false;
  /** The index of the image that has the focus. */
  focused: number | undefined;
  /** Set after a jump, until the user scrolls: the place that was jumped to. */
  #fixed: Fixed | undefined;
  #frame = 0;
  #scrolled = false;
  #range: readonly [from: number, to: number] = [0, 0];

  /** @param onUpdate Called when other images or another part are shown, with whether the user has scrolled to them. */
  constructor(
    grid: HTMLElement,
    template: HTMLTemplateElement,
    isSelected: (id: string) => boolean,
    onUpdate: (scrolled: boolean) => void,
    signal: AbortSignal,
  ) {
    [this.#grid, this.#onUpdate] = [grid, onUpdate];
    this.rows = new GridRows(grid, template, daysText, isSelected);
    this.scroll = new GridScroll(grid, () => this.#onScroll(), () => this.#updateInFrame(), signal);
    signal.addEventListener('abort', () => cancelAnimationFrame(this.#frame), { once: true });
  }

  /** The first and the last index in the window, at least partly. */
  get range(): readonly [from: number, to: number] {
    return this.#range;
  }

  /** The place in the middle of the window; the start of the content if that is visible. */
  get anchor(): Fixed {
    this.scroll.measure();
    const { top, height } = this.scroll;
    return this.#fixed ?? (top <= 0 ? { anchor: undefined, at: -top } : { anchor: this.layout.anchorAt(top + height / 2), at: height / 2 });
  }

  /** Lays the images out. What is at the anchor stays there. */
  arrange(pages: TilePages, settings: GridSettings, place = this.anchor): void {
    const metrics = metricsOf(settings, this.#grid.clientWidth, this.scroll.height);
    const fills = (count: number, ratioSum: number): boolean =>
      (metrics.kind === 'justified' ? ratioSum * metrics.row : count * (metrics.kind === 'list' ? metrics.width : metrics.row)) > metrics.width * 0.8;
    this.pages = pages;
    pages.detailed = metrics.kind === 'list';
    this.layout = new GridLayout(divide(pages.state.days, fills), metrics);
    this.#grid.dataset['kind'] = metrics.kind;
    this.#grid.parentElement!.style.setProperty('--row', `${this.layout.lineHeight}px`);
    this.#grid.style.setProperty('--gap', `${metrics.gap}px`);
    this.#grid.style.setProperty('--heading', `${metrics.heading}px`);
    this.#justify(0, this.layout.count);
    this.layout.restack();
    this.#grid.setAttribute('aria-rowcount', metrics.kind === 'justified' ? '-1' : String(this.#lineCount()));
    this.scroll.resize(this.layout.height, this.#topOf(place));
    this.update();
  }

  /** Moves to a position in the content. */
  jump(top: number): void {
    this.scroll.jump(top);
    this.#fixed = top > 0 ? { anchor: this.layout.anchorAt(this.scroll.top + barHeight), at: barHeight } : undefined;
    this.update();
  }

  /** Moves only as far as needed to show an image completely, and loads it. */
  reveal(index: number): void {
    const known = this.layout.rowOf(index);
    const top = this.layout.positionOf({ index, part: 0, rest: 0 });
    const height = known?.row.height ?? this.layout.metrics.row;
    const heading = this.layout.metrics.heading;
    const [above, below] = [top - barHeight - heading, top + height + this.layout.metrics.gap - this.scroll.height];
    if (this.scroll.top > above || this.scroll.top < below) {
      this.scroll.jump(this.scroll.top > above ? above : below);
      this.#fixed = { anchor: { index, part: 0, rest: 0 }, at: top - this.scroll.top };
    }
    this.update();
  }

  cellAt(index: number): TileCell | undefined {
    const tile = this.pages?.get(index);
    return tile && this.rows.cellOf(tile.id);
  }

  /** Lays out what has been loaded, and all of it: a block that is left out would stay a pattern, because nothing in it is requested again. */
  loaded(from: number, to: number): void {
    const fixed = this.anchor;
    if (this.pages?.detailed) {
      this.rows.refresh(this.pages);
    }
    if (this.#justify(from, to)) {
      this.layout.restack();
      this.scroll.resize(this.layout.height, this.#topOf(fixed));
    }
    this.update();
  }

  update(): void {
    const { scroll, layout, pages } = this;
    if (!pages) {
      return;
    }
    scroll.measure();
    const { top, height } = scroll;
    const idle = !this.choosing && scroll.speed < fastSpeed;
    const visible = visibleRows(layout, pages, { top, height, margin: height * (idle ? 1 : 0.25) }, maxCells, this.focused);
    const complete = this.rows.show(layout, visible, pages.state.view, maxNew);
    this.rows.place(layout, scroll.offset, top);
    this.#range = [visible.from, visible.to];
    if (idle) {
      this.rows.load();
      pages.want(visible.from - ahead, visible.to + ahead);
    }
    if (!this.rows.showPlaceholders() || !complete) {
      this.#updateInFrame();
    }
    this.#onUpdate(this.#scrolled);
    this.#scrolled = false;
  }

  #topOf({ anchor, at }: Fixed): number {
    return (anchor ? this.layout.positionOf(anchor) : 0) - at;
  }

  #onScroll(): void {
    this.#fixed = undefined;
    this.#scrolled = true;
    this.#updateInFrame();
  }

  /** Updates once before the next frame is painted, after all of its events: each of them would read where the grid is and lay it out again. */
  #updateInFrame(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.update();
    });
  }

  /** Lays out the blocks whose images are all loaded. */
  #justify(from: number, to: number): boolean {
    const { layout, pages } = this;
    let changed = false;
    for (const block of layout.blocks.slice(layout.blockOf(Math.max(0, from)), layout.blockOf(to) + 1)) {
      const tiles = layout.rowsOf(block) ? undefined : pages?.range(block.start, block.start + block.count);
      if (tiles) {
        layout.setRatios(block, tiles.map((tile) => rowRatio(tile.width, tile.height)));
        changed = true;
      }
    }
    return changed;
  }

  #lineCount(): number {
    const last = this.layout.blocks.at(-1);
    return last ? last.line + last.lines : 0;
  }
}

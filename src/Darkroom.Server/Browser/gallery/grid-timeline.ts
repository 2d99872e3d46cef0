import { dayText, monthText } from './dates.js';
import { barHeight, type GridView } from './grid-view.js';
import type { TimelineMark, TimelineSource } from './timeline.js';

/** The sections of the grid as dates for the timeline. */
export class GridTimeline implements TimelineSource {
  readonly #view: GridView;

  constructor(view: GridView) {
    this.#view = view;
  }

  get days(): number {
    return this.#view.layout.sections.length;
  }

  get day(): number {
    return this.#sectionAt(this.#view.scroll.top);
  }

  get share(): number {
    const { top, maxTop } = this.#view.scroll;
    return maxTop === 0 ? 0 : Math.min(1, Math.max(0, top / maxTop));
  }

  get years(): TimelineMark[] {
    const { layout, scroll } = this.#view;
    const years: TimelineMark[] = [];
    layout.sections.forEach(({ newest }, section) => {
      const text = newest.slice(0, 4);
      if (years.at(-1)?.text !== text) {
        years.push({ share: Math.min(1, layout.sectionTop(section) / Math.max(1, scroll.maxTop)), text });
      }
    });
    return years;
  }

  textAt(share: number): string {
    const { layout, scroll } = this.#view;
    const section = layout.sections[this.#sectionAt(share * scroll.maxTop)];
    return section ? (this.#isLong ? monthText(section.newest) : dayText(section.newest)) : '';
  }

  moveTo(share: number, resting: boolean): void {
    this.#view.choosing = !resting;
    this.#view.jump(share === 0 ? this.#view.scroll.start : share * this.#view.scroll.maxTop);
  }

  step(by: number, months: boolean): void {
    const { layout } = this.#view;
    let section = this.day;
    const month = layout.sections[section]?.newest.slice(0, 7);
    do {
      section += by;
    } while (months && layout.sections[section]?.newest.slice(0, 7) === month);
    this.#view.choosing = true;
    this.#view.jump(layout.sectionTop(Math.min(layout.sections.length - 1, Math.max(0, section))) - barHeight);
  }

  /** True if a pixel of the timeline is several days. */
  get #isLong(): boolean {
    return this.days > this.#view.scroll.height;
  }

  #sectionAt(top: number): number {
    const { layout } = this.#view;
    const block = layout.blocks[layout.blockAt(top + barHeight + 1)];
    return block?.section ?? 0;
  }
}

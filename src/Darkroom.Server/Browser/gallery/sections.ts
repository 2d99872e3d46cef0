// The parts of the grid that have a heading: a day, or several days of one month that would not fill a row each.

/** A day in the gallery's time zone, the number of its images and the sum of their width / height. */
export type DayCount = readonly [day: string, images: number, ratioSum: number];

export interface Section {
  /** The newest day, as `2026-11-29`. */
  readonly newest: string;
  readonly oldest: string;
  /** The index of its first image in the view. */
  readonly start: number;
  readonly count: number;
  readonly ratioSum: number;
}

/**
 * Divides the days of a view, newest first. Depends on the counts only, so that nothing moves when images are loaded.
 * @param fills Returns whether the images of a section fill a row.
 */
export function divide(days: readonly DayCount[], fills: (count: number, ratioSum: number) => boolean): Section[] {
  const sections: Section[] = [];
  let start = 0;
  for (const [day, count, ratioSum] of days) {
    const last = sections.at(-1);
    const joins = last && !fills(last.count, last.ratioSum) && !fills(count, ratioSum) && day.slice(0, 7) === last.oldest.slice(0, 7);
    if (joins) {
      sections[sections.length - 1] = { ...last, oldest: day, count: last.count + count, ratioSum: last.ratioSum + ratioSum };
    } else if (count > 0) {
      sections.push({ newest: day, oldest: day, start, count, ratioSum });
    }
    start += count;
  }
  return sections;
}

/** Returns the number of images of all days. */
export function total(days: readonly DayCount[]): number {
  return days.reduce((sum, [, count]) => sum + count, 0);
}

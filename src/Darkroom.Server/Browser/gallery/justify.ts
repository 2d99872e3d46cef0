// Rows of images that fill the width without cropping.

export interface Row {
  /** The index of its first image. */
  readonly start: number;
  /** Pixels from the top of its block, without the heading. */
  readonly top: number;
  readonly height: number;
  /** The left edge of each image. */
  readonly lefts: readonly number[];
  readonly widths: readonly number[];
}

/** Images beyond these ratios are cropped: one image would fill the page, or be a line. */
const minRatio = 0.4;
const maxRatio = 3.5;

export function rowRatio(width: number, height: number): number {
  return Math.min(maxRatio, Math.max(minRatio, width / height || 1));
}

/**
 * Breaks images into rows whose heights differ as little as possible from the wanted one.
 * @param start The index of the first image.
 * @param fillLast Stretches the last row to the full width, because more images follow.
 */
export function justify(ratios: readonly number[], start: number, width: number, height: number, gap: number, fillLast: boolean): Row[] {
  const breaks = findBreaks(ratios, width, height, gap, fillLast);
  const rows: Row[] = [];
  let top = 0;
  for (let at = 0; at < breaks.length; at++) {
    const [from, to] = [breaks[at - 1] ?? 0, breaks[at]!];
    const row = ratios.slice(from, to);
    const filled = fillHeight(sum(row), row.length, width, gap);
    const stretched = to < ratios.length || fillLast || filled < height;
    const rowHeight = Math.round(stretched ? filled : height);
    rows.push({ start: start + from, top, height: rowHeight, ...place(row, stretched ? filled : height, stretched ? width : Infinity, gap) });
    top += rowHeight + gap;
  }
  return rows;
}

/** Returns the end of each row, so that the sum of the squared deviations is minimal. */
function findBreaks(ratios: readonly number[], width: number, height: number, gap: number, fillLast: boolean): number[] {
  const costs = [0];
  const previous = [0];
  for (let end = 1; end <= ratios.length; end++) {
    let best = Infinity;
    let rowSum = 0;
    for (let from = end - 1; from >= 0; from--) {
      rowSum += ratios[from]!;
      const deviation = fillHeight(rowSum, end - from, width, gap) / height - 1;
      const open = end === ratios.length && !fillLast && deviation > 0;
      const cost = costs[from]! + (open ? 0 : deviation < 0 ? (2 * deviation) ** 2 : deviation ** 2);
      if (cost < best) {
        best = cost;
        previous[end] = from;
      }
      if (deviation < -0.6) {
        break;
      }
    }
    costs[end] = best;
  }
  const breaks: number[] = [];
  for (let end = ratios.length; end > 0; end = previous[end]!) {
    breaks.unshift(end);
  }
  return breaks;
}

/** Returns the height at which images fill the width. */
function fillHeight(ratioSum: number, count: number, width: number, gap: number): number {
  return Math.max(1, (width - gap * (count - 1)) / ratioSum);
}

/** Returns edges on whole pixels, so that gaps are equally wide and the last image ends at the edge. */
function place(ratios: readonly number[], height: number, width: number, gap: number): { lefts: number[]; widths: number[] } {
  const lefts: number[] = [];
  const widths: number[] = [];
  let left = 0;
  ratios.forEach((ratio, index) => {
    const right = index === ratios.length - 1 && width < Infinity ? width : left + ratio * height;
    lefts.push(Math.round(left));
    widths.push(Math.round(right) - Math.round(left));
    left = right + gap;
  });
  return { lefts, widths };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

// Browsers lay out elements only up to some ten million pixels, and a million images are taller. The page scrolls over a space of limited
// height instead. Both ends of it are mapped one to one to the content, and the middle proportionally.

/** The height of the space that is scrolled over, at most. */
export const maxSpace = 6_000_000;
/** The part at each end that is mapped one to one. Longer than anyone scrolls without a pause. */
const exactEnd = 1_000_000;

export class ScrollMap {
  /** The height of the content. */
  readonly content: number;
  /** The height of the space. */
  readonly space: number;

  constructor(content: number, max = maxSpace) {
    this.content = content;
    this.space = Math.min(content, max);
  }

  get isExact(): boolean {
    return this.space === this.content;
  }

  /** Returns where a position in the content is when the scrolling rests. */
  toSpace(y: number): number {
    const { end, spaceMiddle, contentMiddle } = this.#parts;
    if (this.isExact || y <= end) {
      return y;
    }
    return y >= this.content - end ? y - this.content + this.space : end + ((y - end) * spaceMiddle) / contentMiddle;
  }

  /** Returns the position in the content for a position in the space. */
  toContent(y: number): number {
    const { end, spaceMiddle, contentMiddle } = this.#parts;
    if (this.isExact || y <= end) {
      return y;
    }
    return y >= this.space - end ? y - this.space + this.content : end + ((y - end) * contentMiddle) / spaceMiddle;
  }

  get #parts(): { end: number; spaceMiddle: number; contentMiddle: number } {
    const end = Math.min(exactEnd, this.space / 4);
    return { end, spaceMiddle: this.space - 2 * end, contentMiddle: this.content - 2 * end };
  }
}

import type { ProgressEvent } from '../shared/events.js';

/** How far an image is, as far as anybody knows. */
export type Told = Pick<ProgressEvent, 'fraction' | 'queue_position' | 'eta_ms'>;

const tickMs = 1000;

/** Says how far an image is and counts down. All lines share one clock, which runs only while one of them counts. */
export class ProgressLine {
  static readonly #counting = new Set<ProgressLine>();
  static #clock = 0;

  readonly #say: (words: string) => void;
  #told: Told = {};
  #toldAt = 0;

  constructor(say: (words: string) => void) {
    this.#say = say;
  }

  show(told: Told): void {
    this.#told = told;
    this.#toldAt = performance.now();
    this.#count((told.eta_ms ?? 0) > 0);
    this.#write();
  }

  stop(): void {
    this.#count(false);
  }

  #count(wanted: boolean): void {
    const counting = ProgressLine.#counting;
    wanted ? counting.add(this) : counting.delete(this);
    if (counting.size === 0) {
      clearInterval(ProgressLine.#clock);
      ProgressLine.#clock = 0;
    } else if (ProgressLine.#clock === 0) {
      ProgressLine.#clock = setInterval(() => counting.forEach((line) => line.#write()), tickMs);
    }
  }

  #write(): void {
    const { fraction, queue_position, eta_ms } = this.#told;
    const left = eta_ms === undefined ? undefined : eta_ms - (performance.now() - this.#toldAt);
    this.#say([
      queue_position === undefined ? '' : `${ordinal(queue_position + 1)} in the provider's queue`,
      fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`,
      left === undefined ? '' : inWords(left),
    ].filter(Boolean).join(', '));
  }
}

function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds <= 0
    ? 'any moment now'
    : seconds < 90
      ? `about ${seconds < 10 ? seconds : Math.ceil(seconds / 5) * 5} s left`
      : `about ${Math.round(seconds / 60)} min left`;
}

function ordinal(number: number): string {
  const teen = number % 100 > 10 && number % 100 < 14;
  return `${number}${(teen ? undefined : ['', 'st', 'nd', 'rd'][number % 10]) || 'th'}`;
}

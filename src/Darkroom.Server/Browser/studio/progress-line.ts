import type { ProgressEvent } from '../shared/events.js';
import { text } from '../shared/texts.js';

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
      queue_position === undefined ? '' : text('LiveQueuePosition', queue_position + 1),
      fraction === undefined ? '' : text('LivePercent', Math.floor(fraction * 100)),
      left === undefined ? '' : remaining(left),
    ].filter(Boolean).join(', '));
  }
}

function remaining(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds <= 0
    ? text('LiveSoon')
    : seconds < 90
      ? text('LiveSecondsLeft', seconds < 10 ? seconds : Math.ceil(seconds / 5) * 5)
      : text('LiveMinutesLeft', Math.round(seconds / 60));
}

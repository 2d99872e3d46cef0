import type { ProgressEvent } from '../shared/events.js';
import { text } from '../shared/texts.js';

/** The known progress of an image. */
export type ImageProgress = Pick<ProgressEvent, 'fraction' | 'queue_position' | 'eta_ms'>;

const tickMs = 1000;

/** Shows the progress of an image with a countdown. All lines share one timer, which runs only while one of them counts down. */
export class ProgressLine {
  static readonly #counting = new Set<ProgressLine>();
  static #clock = 0;

  readonly #setText: (text: string) => void;
  #progress: ImageProgress = {};
  #updatedAt = 0;

  constructor(setText: (text: string) => void) {
    this.#setText = setText;
  }

  show(progress: ImageProgress): void {
    this.#progress = progress;
    this.#updatedAt = performance.now();
    this.#setCounting((progress.eta_ms ?? 0) > 0);
    this.#write();
  }

  stop(): void {
    this.#setCounting(false);
  }

  #setCounting(active: boolean): void {
    const counting = ProgressLine.#counting;
    active ? counting.add(this) : counting.delete(this);
    if (counting.size === 0) {
      clearInterval(ProgressLine.#clock);
      ProgressLine.#clock = 0;
    } else if (ProgressLine.#clock === 0) {
      ProgressLine.#clock = setInterval(() => counting.forEach((line) => line.#write()), tickMs);
    }
  }

  #write(): void {
    const { fraction, queue_position, eta_ms } = this.#progress;
    const left = eta_ms === undefined ? undefined : eta_ms - (performance.now() - this.#updatedAt);
    this.#setText([
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

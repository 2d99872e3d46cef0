import type { CompleteEvent, RunState } from '../shared/events.js';

/** The sheet of a new run. */
export interface RunRequest {
  readonly prompt: string;
  readonly facts: string;
  readonly n: number;
  readonly width: number;
  readonly height: number;
}

/** Raised when the state of a run changes. Bubbles. */
export class RunEvent extends Event {
  static readonly type = 'darkroom-run';
  readonly state: 'running' | RunState;
  readonly message: string;
  readonly done: number;
  readonly of: number;

  constructor(state: 'running' | RunState, message: string, done: number, of: number) {
    super(RunEvent.type, { bubbles: true });
    this.state = state;
    this.message = message;
    this.done = done;
    this.of = of;
  }
}

/** Returns the status text of a finished run. */
export function finishedText({ status, done, failed, of }: CompleteEvent): string {
  switch (status) {
    case 'completed':
      return of === 1 ? 'The image is ready.' : `All ${of} images are ready.`;
    case 'partial':
      return `${done} of ${of} images are ready.`;
    case 'failed':
      return of === 1 ? 'The image failed.' : failed === of ? 'All images failed.' : `No image is ready, ${failed} of ${of} failed.`;
    case 'cancelled':
      return 'Cancelled.';
    default:
      return status satisfies never;
  }
}

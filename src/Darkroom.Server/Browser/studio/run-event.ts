import type { CompleteEvent, ProgressEvent, RunState } from '../shared/events.js';
import { counted, text } from '../shared/texts.js';

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

/** Returns the status of a running run. */
export function progressText({ stage, of, message }: ProgressEvent, ended: number): string {
  switch (stage) {
    case 'queued':
      return text('LiveQueued');
    case 'started':
    case 'generating':
    case 'finishing':
      return text(of === 1 ? 'LiveGeneratingOne' : 'LiveGeneratingMany', Math.min(ended + 1, of), of);
    case 'waiting':
      return message;
    default:
      return stage satisfies never;
  }
}

/** Returns the status of a finished run. */
export function finishedText({ status, done, failed, of }: CompleteEvent): string {
  switch (status) {
    case 'completed':
      return counted('LiveReady', of);
    case 'partial':
      return text('LivePartlyReady', done, of);
    case 'failed':
      return failed === of ? text('LiveFailed') : text('LiveFailedPartly', failed, of);
    case 'cancelled':
      return text('LiveCancelled');
    default:
      return status satisfies never;
  }
}

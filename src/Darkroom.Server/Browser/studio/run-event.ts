import type { CompleteEvent, ProgressEvent, RunState } from '../shared/events.js';
import { runText } from '../shared/texts.js';

/** The size of the images of a run, in pixels. */
export interface RunSize {
  readonly width: number;
  readonly height: number;
}

/** Reads a size such as 1024x1536. */
export function sizeOf(text: string): RunSize {
  const [width = 1, height = 1] = text.split('x').map(Number);
  return { width, height };
}

/** The sheet of a new run. */
export interface RunRequest extends RunSize {
  readonly prompt: string;
  readonly facts: string;
  readonly n: number;
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

/**
 * Returns the status line of a run, as RunTexts.cs does.
 * @param developing The number of images that are being generated now.
 */
export function statusText(event: ProgressEvent | CompleteEvent, developing: number): string {
  if (event.type === 'complete') {
    return runText(event.status, event.of, event.done, event.of, event.failed);
  }
  const { stage, of, message, done } = event;
  // Between two images none is being generated for a moment.
  return stage === 'waiting' ? message : runText(stage, of, Math.max(developing, 1), of, done);
}

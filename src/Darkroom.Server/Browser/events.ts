// The event stream's vocabulary, read once at the edge. Everything behind it works with a closed union.

export type Stage = 'queued' | 'started' | 'generating' | 'finishing' | 'waiting';
export type RunState = 'completed' | 'partial' | 'failed' | 'cancelled';

export interface ProgressEvent {
  readonly type: 'progress';
  readonly stage: Stage;
  readonly image_index?: number;
  readonly done: number;
  readonly of: number;
  readonly message: string;
}

export interface PartialImageEvent {
  readonly type: 'partial_image';
  readonly image_index: number;
  readonly partial_image_index: number;
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface ImageEvent {
  readonly type: 'image';
  readonly image_index: number;
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly thumbhash: string;
}

export interface FailureEvent {
  readonly type: 'error';
  readonly image_index?: number;
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly retryable: boolean;
}

export interface CompleteEvent {
  readonly type: 'complete';
  readonly status: RunState;
  readonly done: number;
  readonly failed: number;
  readonly of: number;
}

export type GenerationEvent = ProgressEvent | PartialImageEvent | ImageEvent | FailureEvent | CompleteEvent;

const names = ['progress', 'partial_image', 'image', 'error', 'complete'] as const satisfies readonly GenerationEvent['type'][];

/** Where a followed stream reports to. */
export interface Follower {
  /** @param id The event's place in the log; empty for what the server says outside of it. */
  onEvent(event: GenerationEvent, id: string): void;
  /** The server refuses the stream for good: nothing more will come. */
  onLost(): void;
}

/**
 * Follows a generation until the signal fires. The browser reconnects by itself and says which event it saw last, so nothing is
 * missed and nothing comes twice.
 */
export function follow(url: string, follower: Follower, signal: AbortSignal): void {
  const source = new EventSource(url);
  for (const type of names) {
    source.addEventListener(
      type,
      (message) => {
        // A lost connection is called "error" too, but carries no data.
        if (message instanceof MessageEvent && typeof message.data === 'string') {
          follower.onEvent({ ...JSON.parse(message.data), type } as GenerationEvent, message.lastEventId);
        } else if (source.readyState === EventSource.CLOSED) {
          follower.onLost();
        }
      },
      { signal },
    );
  }
  signal.addEventListener('abort', () => source.close(), { once: true });
}

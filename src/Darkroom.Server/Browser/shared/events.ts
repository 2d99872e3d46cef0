import { EventStream, type Receiver } from './event-stream.js';

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
  /** 0 to 1, only where the provider knows. */
  readonly fraction?: number;
  /** How many are before it in the provider's own queue. */
  readonly queue_position?: number;
  readonly eta_ms?: number;
}

export interface PartialImageEvent {
  readonly type: 'partial_image';
  readonly image_index: number;
  readonly partial_image_index: number;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly mime: string;
  /** The picture itself, in base64, which saves the way there and back for it; not there when a newer one was on its way. */
  readonly data?: string;
}

export interface ImageEvent {
  readonly type: 'image';
  readonly image_index: number;
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly thumbhash: string;
  /** Why another provider than the one asked for made it. */
  readonly fallback?: { readonly message: string };
  /** Where it differs from what was asked for. */
  readonly differences?: readonly string[];
}

export interface FailureEvent {
  readonly type: 'error';
  readonly image_index?: number;
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly retryable: boolean;
  /** Where the last partial image can be downloaded, if there was one. */
  readonly unfinished_url?: string;
}

export interface CompleteEvent {
  readonly type: 'complete';
  readonly status: RunState;
  readonly done: number;
  readonly failed: number;
  readonly of: number;
}

export type GenerationEvent = ProgressEvent | PartialImageEvent | ImageEvent | FailureEvent | CompleteEvent;

export const names = ['progress', 'partial_image', 'image', 'error', 'complete'] as const satisfies readonly GenerationEvent['type'][];

/** Turns an event's name and data into one of the union. */
export function parse(type: string, data: string): GenerationEvent {
  return { ...JSON.parse(data), type } as GenerationEvent;
}

/** Reads an event stream until the signal fires; see {@link EventStream}. */
export function receive(url: string, receiver: Receiver, signal: AbortSignal, types: readonly string[] = names): EventStream {
  return new EventStream(url, receiver, signal, types);
}

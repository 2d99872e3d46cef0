import { EventStream, type Receiver } from './event-stream.js';

// The events of a generation. They are parsed once, here, into a closed union.

export type Stage = 'queued' | 'started' | 'generating' | 'finishing' | 'waiting';
export type RunState = 'completed' | 'partial' | 'failed' | 'cancelled';

export interface ProgressEvent {
  readonly type: 'progress';
  readonly stage: Stage;
  readonly image_index?: number;
  readonly done: number;
  readonly of: number;
  readonly message: string;
  /** 0 to 1, only if the provider reports it. */
  readonly fraction?: number;
  /** The number of images ahead in the provider's queue. */
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
  /** The image in base64, which saves a request. Missing if a newer one followed at once. */
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
  /** Set if another provider than the requested one generated the image. */
  readonly fallback?: { readonly message: string };
  /** The differences from the request. */
  readonly differences?: readonly string[];
}

export interface FailureEvent {
  readonly type: 'error';
  readonly image_index?: number;
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly retryable: boolean;
  /** The URL of the last partial image, if there was one. */
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

/** Parses an event's name and data. */
export function parse(type: string, data: string): GenerationEvent {
  return { ...JSON.parse(data), type } as GenerationEvent;
}

/** Reads an event stream until the signal fires; see {@link EventStream}. */
export function receive(url: string, receiver: Receiver, signal: AbortSignal, types: readonly string[] = names): EventStream {
  return new EventStream(url, receiver, signal, types);
}

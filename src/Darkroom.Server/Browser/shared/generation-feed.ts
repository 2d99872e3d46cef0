import { parse, receive, type GenerationEvent } from './events.js';
import { fetchWithRetry } from './fetch-retry.js';
import type { Listener } from './generation-listeners.js';
import { onResume } from './page-resume.js';
import { isLive, subscribe } from './shared-stream.js';
import { siteUrl } from './site.js';

/** Receives the events of a generation. */
export interface GenerationFollower {
  /** @param id The event's sequence number; empty for events that are not in the log. */
  onEvent(event: GenerationEvent, id: string): void;
  /** Called when the server rejects the stream. No more events follow. */
  onRejected(): void;
}

/**
 * Follows a generation from an event until the signal fires. Events come over the stream that all tabs share. Events that it does not have,
 * because they are older or were skipped, come from the generation's own stream. Every event is delivered once, in order.
 */
export function followGeneration(generation: string, after: number, follower: GenerationFollower, signal: AbortSignal): void {
  let last = after;
  /** The last event for which the generation's own stream is needed; infinite while the shared stream is not live. */
  let required = Infinity;
  /** The newest event of the shared stream. */
  let newestShared = after;
  let ownStream: AbortController | undefined;

  const accept: Listener = (type, data, sequence) => {
    last = sequence;
    follower.onEvent(parse(type, data), String(sequence));
  };
  /** The own stream has every event that still exists: the progress of a generation that ended days ago is deleted. */
  const acceptOwn: Listener = (type, data, sequence) => {
    if (sequence > last) {
      accept(type, data, sequence);
    }
    closeOwnStream();
  };
  const closeOwnStream = (): void => {
    if (last >= required) {
      ownStream?.abort();
      ownStream = undefined;
    }
  };
  const openOwnStream = (): void => {
    if (last < required && !ownStream && !signal.aborted) {
      ownStream = new AbortController();
      receive(siteUrl(`/api/generations/${generation}/events?inline=previews&after=${last}`), {
        onMessage: (type, data, id) => (id ? acceptOwn(type, data, Number(id)) : follower.onEvent(parse(type, data), '')),
        onRejected: () => follower.onRejected(),
      }, ownStream.signal);
    }
  };
  let catchingUp = false;
  const catchUp = async (): Promise<void> => {
    if (catchingUp) {
      return;
    }
    catchingUp = true;
    // Events that are newer than the response come over the shared stream, which is live before the request.
    const newest = (await isLive()) ? await newestEvent(generation) : Infinity;
    catchingUp = false;
    required = Math.max(newest, newestShared);
    openOwnStream();
    closeOwnStream();
  };

  subscribe(generation, (type, data, sequence) => {
    newestShared = Math.max(newestShared, sequence);
    if (sequence > last + 1) {
      required = Math.max(required, newestShared);
      openOwnStream();
    }
    if (sequence === last + 1) {
      accept(type, data, sequence);
    }
    closeOwnStream();
  }, signal);
  signal.addEventListener('abort', () => ownStream?.abort(), { once: true });
  void catchUp();
  // This tab, and the tab that holds the shared stream, may have been suspended.
  onResume(() => void catchUp(), signal);
}

/** Returns the number of a generation's newest event; infinite if the request fails. */
async function newestEvent(generation: string): Promise<number> {
  try {
    const answer = await fetchWithRetry(siteUrl(`/api/generations/${generation}`));
    return answer.ok ? ((await answer.json()) as { last_event_id: number }).last_event_id : Infinity;
  } catch {
    return Infinity;
  }
}

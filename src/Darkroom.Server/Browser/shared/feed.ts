import { parse, receive, type GenerationEvent } from './events.js';
import { fetchAgain } from './patience.js';
import { join, live, type Listener } from './shared-stream.js';
import { at } from './site.js';
import { onWake } from './wake.js';

/** Where a followed generation reports to. */
export interface Follower {
  /** @param id The event's place in the log; empty for what the server says outside of it. */
  onEvent(event: GenerationEvent, id: string): void;
  /** The server refuses the stream for good: nothing more will come. */
  onLost(): void;
}

/**
 * Follows one generation after an event, until the signal fires. Events come over the stream that all tabs share; what that does
 * not have, because it came before or was skipped, is filled in from the generation's own stream. Every event comes once, in order.
 */
export function watch(generation: string, after: number, follower: Follower, signal: AbortSignal): void {
  let last = after;
  /** Up to here the generation's own stream is needed; without end as long as the shared one is not heard. */
  let need = Infinity;
  /** The newest event that the shared stream has shown. */
  let seen = after;
  let own: AbortController | undefined;

  const accept: Listener = (type, data, sequence) => {
    if (sequence === last + 1) {
      last = sequence;
      follower.onEvent(parse(type, data), String(sequence));
    }
    settle();
  };
  const settle = (): void => {
    if (last >= need) {
      own?.abort();
      own = undefined;
    }
  };
  const fillIn = (): void => {
    if (last < need && !own && !signal.aborted) {
      own = new AbortController();
      receive(at(`/api/generations/${generation}/events?inline=previews&after=${last}`), {
        onMessage: (type, data, id) => (id ? accept(type, data, Number(id)) : follower.onEvent(parse(type, data), '')),
        onLost: () => follower.onLost(),
      }, own.signal);
    }
  };
  let asking = false;
  const catchUp = async (): Promise<void> => {
    if (asking) {
      return;
    }
    asking = true;
    // In this order: what is newer than the answer comes over the shared stream, which is heard already.
    const told = (await live()) ? await newest(generation) : Infinity;
    asking = false;
    need = Math.max(told, seen);
    fillIn();
    settle();
  };

  join(generation, (type, data, sequence) => {
    seen = Math.max(seen, sequence);
    if (sequence > last + 1) {
      need = Math.max(need, seen);
      fillIn();
    }
    accept(type, data, sequence);
  }, signal);
  signal.addEventListener('abort', () => own?.abort(), { once: true });
  void catchUp();
  // A tab that comes back may have been asleep, and so may the one that holds the shared stream.
  onWake(() => void catchUp(), signal);
}

/** The number of a generation's newest event; without end when it cannot be told. */
async function newest(generation: string): Promise<number> {
  try {
    const answer = await fetchAgain(at(`/api/generations/${generation}`));
    return answer.ok ? ((await answer.json()) as { last_event_id: number }).last_event_id : Infinity;
  } catch {
    return Infinity;
  }
}

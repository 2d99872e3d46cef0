// A connection can die without a word: a laptop slept, or a router forgot it. What is sent over it is then never answered, and the
// browser waits for minutes. It keeps up to six idle connections to a server, and each may be as dead as the one before; an aborted
// request closes its connection, so that a later one gets a new connection.

const keptOpen = 6;
const longestMs = 30_000;
const mostAttempts = 9;

/** How long to wait for an answer: the same for each connection that the browser may keep open, then longer and longer. */
export function patience(attempt: number, firstMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.max(0, attempt + 1 - keptOpen));
}

/**
 * Fetches something that may safely be requested twice. If no answer begins in time, requests it again.
 * @param firstMs How long the first attempts wait for an answer, in milliseconds.
 * @throws What `fetch` throws: the server cannot be reached, or the caller's signal fired.
 */
export async function fetchAgain(url: string, init: RequestInit = {}, firstMs = 4000): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    const timer = setTimeout(stop, Math.max(firstMs, patience(attempt, firstMs)));
    init.signal?.addEventListener('abort', stop, { once: true });
    try {
      return await fetch(url, { ...init, signal: limit.signal });
    } catch (failure) {
      if (!limit.signal.aborted || init.signal?.aborted || attempt + 1 >= mostAttempts) {
        throw failure;
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

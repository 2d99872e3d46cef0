// A connection can be lost without an error, for example when a laptop sleeps or a router drops it. Requests over it are never answered, and
// the browser waits for minutes. Browsers keep up to six idle connections to a server, and each of them may be lost. Aborting a request
// closes its connection, so that a later request gets a new one.

const maxIdleConnections = 6;
const maxTimeoutMs = 30_000;
const maxAttempts = 9;

/** Returns how long to wait for a response: the same for each connection that the browser may keep, then exponentially longer. */
export function attemptTimeout(attempt: number, firstMs: number): number {
  return Math.min(maxTimeoutMs, firstMs * 2 ** Math.max(0, attempt + 1 - maxIdleConnections));
}

/**
 * Sends an idempotent request and reads the whole response. Retries it if nothing arrives for a time, before the response or within it.
 * @param firstMs The longest silence of the first attempts in milliseconds.
 * @throws The error of `fetch` if the server cannot be reached or the caller's signal fired.
 */
export async function fetchWithRetry(url: string, init: RequestInit = {}, firstMs = 4000): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const timeout = new AbortController();
    const stop = (): void => timeout.abort();
    const limit = Math.max(firstMs, attemptTimeout(attempt, firstMs));
    let timer = setTimeout(stop, limit);
    init.signal?.addEventListener('abort', stop, { once: true });
    try {
      return await readAll(await fetch(url, { ...init, signal: timeout.signal }), () => {
        clearTimeout(timer);
        timer = setTimeout(stop, limit);
      });
    } catch (failure) {
      if (!timeout.signal.aborted || init.signal?.aborted || attempt + 1 >= maxAttempts) {
        throw failure;
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

async function readAll(response: Response, onChunk: () => void): Promise<Response> {
  const body = response.body?.pipeThrough(new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    start: onChunk,
    transform(chunk, rest) {
      onChunk();
      rest.enqueue(chunk);
    },
  }));
  return body ? new Response(await new Response(body).arrayBuffer(), response) : response;
}

const maxIdleConnections = 6;
const maxTimeoutMs = 30_000;
const maxAttempts = 9;
export function attemptTimeout(attempt, firstMs) {
    return Math.min(maxTimeoutMs, firstMs * 2 ** Math.max(0, attempt + 1 - maxIdleConnections));
}
export async function fetchWithRetry(url, init = {}, firstMs = 4000) {
    for (let attempt = 0;; attempt++) {
        const timeout = new AbortController();
        const stop = () => timeout.abort();
        const timer = setTimeout(stop, Math.max(firstMs, attemptTimeout(attempt, firstMs)));
        init.signal?.addEventListener('abort', stop, { once: true });
        try {
            return await fetch(url, { ...init, signal: timeout.signal });
        }
        catch (failure) {
            if (!timeout.signal.aborted || init.signal?.aborted || attempt + 1 >= maxAttempts) {
                throw failure;
            }
        }
        finally {
            clearTimeout(timer);
        }
    }
}

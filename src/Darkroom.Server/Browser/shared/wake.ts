/**
 * Calls back when the page may have been asleep or cut off: it becomes visible or focused, comes back from the browser's history, or
 * the browser is online again. A connection may have died meanwhile without anybody noticing.
 */
export function onWake(wake: () => void, signal: AbortSignal): void {
  document.addEventListener('visibilitychange', () => document.hidden || wake(), { signal });
  for (const type of ['focus', 'online', 'pageshow']) {
    window.addEventListener(type, wake, { signal });
  }
}

/**
 * Calls back when the page may have been suspended or offline: it becomes visible or focused, is restored from the browser's history, or the
 * browser is online again. Connections may have been lost without an error in the meantime.
 */
export function onResume(listener: () => void, signal: AbortSignal): void {
  document.addEventListener('visibilitychange', () => document.hidden || listener(), { signal });
  for (const type of ['focus', 'online', 'pageshow']) {
    window.addEventListener(type, listener, { signal });
  }
}

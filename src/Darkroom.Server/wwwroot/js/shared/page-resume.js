export function onResume(listener, signal) {
    document.addEventListener('visibilitychange', () => document.hidden || listener(), { signal });
    for (const type of ['focus', 'online', 'pageshow']) {
        window.addEventListener(type, listener, { signal });
    }
}

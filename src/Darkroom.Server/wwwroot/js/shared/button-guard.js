const pauseMs = 1000;
const active = new Map();
export function ignoreRepeats(root, buttons, signal) {
    const stop = (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
    };
    root.addEventListener('click', (event) => {
        if (event.detail > 1 && event.target instanceof Element && event.target.closest(buttons)) {
            stop(event);
        }
    }, { capture: true, signal });
    document.addEventListener('keydown', (event) => {
        const target = event.target instanceof Element ? event.target : document.body;
        const clicks = event.ctrlKey || event.metaKey || target instanceof HTMLInputElement || target.closest(buttons);
        if (event.key === 'Enter' && event.repeat && clicks && (target === document.body || root.contains(target))) {
            stop(event);
        }
    }, { capture: true, signal });
}
export async function runOnce(key, button, action) {
    if (active.has(key)) {
        return;
    }
    const entry = { button, timer: 0 };
    active.set(key, entry);
    button?.setAttribute('aria-disabled', 'true');
    let started = false;
    try {
        started = await action();
    }
    finally {
        entry.timer = window.setTimeout(() => endPause(key), started ? pauseMs : 0);
    }
}
export function endPause(key) {
    const entry = active.get(key);
    if (entry?.timer) {
        clearTimeout(entry.timer);
        entry.button?.removeAttribute('aria-disabled');
        active.delete(key);
    }
}

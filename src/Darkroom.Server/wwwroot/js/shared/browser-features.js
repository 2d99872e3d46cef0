let segmenter;
export function stored(key) {
    try {
        return localStorage.getItem(key) ?? '';
    }
    catch {
        return '';
    }
}
export function store(key, text) {
    try {
        localStorage.setItem(key, text);
    }
    catch {
    }
}
export async function decoded(image) {
    let decoding;
    try {
        decoding = image.decode();
    }
    catch {
        return loaded(image);
    }
    return decoding.then(() => true, () => false);
}
function loaded(image) {
    return image.complete
        ? image.naturalWidth > 0
        : new Promise((resolve) => {
            image.addEventListener('load', () => resolve(true), { once: true });
            image.addEventListener('error', () => resolve(false), { once: true });
        });
}
export function animated(element, keyframes, options) {
    try {
        return element.animate(keyframes, options);
    }
    catch {
        return undefined;
    }
}
export function prefersReducedMotion() {
    try {
        return matchMedia('(prefers-reduced-motion: reduce)').matches;
    }
    catch {
        return false;
    }
}
export function canCopy() {
    try {
        return typeof navigator.clipboard?.writeText === 'function';
    }
    catch {
        return false;
    }
}
export async function copied(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    }
    catch {
        return false;
    }
}
export function observeNear(onNear, margin) {
    try {
        return new IntersectionObserver((entries) => {
            entries.filter((entry) => entry.isIntersecting).forEach((entry) => onNear(entry.target));
        }, { rootMargin: margin });
    }
    catch {
        return undefined;
    }
}
export function openChannel(name) {
    try {
        return new BroadcastChannel(name);
    }
    catch {
        return undefined;
    }
}
export function post(channel, message) {
    try {
        channel?.postMessage(message);
    }
    catch {
    }
}
export function randomKey() {
    const bytes = new Uint8Array(16);
    try {
        crypto.getRandomValues(bytes);
    }
    catch {
        bytes.forEach((_, index) => (bytes[index] = Math.random() * 256));
    }
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
export function graphemes(text) {
    try {
        segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
        return segmenter.segment(text);
    }
    catch {
        return text;
    }
}
export function capturePointer(element, pointer) {
    try {
        element.setPointerCapture(pointer);
    }
    catch {
    }
}

// Features that a browser may lack, block or reject at the moment of use. Without them a page loses a convenience, never a result. All other
// files use them through the functions here.

let segmenter: Intl.Segmenter | undefined;

/** Reads a text from local storage; empty if there is none, or if storage is blocked. */
export function stored(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** Writes a text to local storage, if that is available. */
export function store(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Storage is blocked or full. The page works without it.
  }
}

/** Reads a text that this tab keeps; empty if there is none, or if storage is blocked. */
export function kept(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** Keeps a text while this tab is open; removes it if it is empty. */
export function keep(key: string, text: string): void {
  try {
    text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key);
  } catch {
    // Storage is blocked or full. The page works without it.
  }
}

/** Waits until an image is decoded, or at least loaded. False if it cannot be shown. */
export async function decoded(image: HTMLImageElement): Promise<boolean> {
  let decoding: Promise<void>;
  try {
    decoding = image.decode();
  } catch {
    return loaded(image);
  }
  return decoding.then(() => true, () => false);
}

function loaded(image: HTMLImageElement): boolean | Promise<boolean> {
  return image.complete
    ? image.naturalWidth > 0
    : new Promise((resolve) => {
      image.addEventListener('load', () => resolve(true), { once: true });
      image.addEventListener('error', () => resolve(false), { once: true });
    });
}

/** Animates an element; undefined if the browser cannot. */
export function animated(element: Element, keyframes: PropertyIndexedKeyframes, options: KeyframeAnimationOptions): Animation | undefined {
  try {
    return element.animate(keyframes, options);
  } catch {
    return undefined;
  }
}

/** True if the window matches a media query; false if the browser cannot tell. */
export function matches(query: string): boolean {
  try {
    return matchMedia(query).matches;
  } catch {
    return false;
  }
}

export function prefersReducedMotion(): boolean {
  return matches('(prefers-reduced-motion: reduce)');
}

/** True if the clipboard can be written. Browsers disable it on plain HTTP. */
export function canCopy(): boolean {
  try {
    return typeof navigator.clipboard?.writeText === 'function';
  } catch {
    return false;
  }
}

/** Copies a text to the clipboard. False if the browser or the user denied it. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Copies an image to the clipboard, as a PNG. False if the browser or the user denied it. */
export async function copiedImage(url: string): Promise<boolean> {
  try {
    // A promise, because browsers allow it only right after the click.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(url) })]);
    return true;
  } catch {
    return false;
  }
}

async function pngOf(url: string): Promise<Blob> {
  const image = Object.assign(new Image(), { src: url });
  await decoded(image);
  const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext('2d')!.drawImage(image, 0, 0);
  return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(url))), 'image/png'));
}

/** Calls back with each link that comes near the visible part of the page; undefined if the browser does not support it. */
export function observeNear(onNear: (link: HTMLAnchorElement) => void, margin: string): IntersectionObserver | undefined {
  try {
    return new IntersectionObserver((entries) => {
      entries.filter((entry) => entry.isIntersecting).forEach((entry) => onNear(entry.target as HTMLAnchorElement));
    }, { rootMargin: margin });
  } catch {
    return undefined;
  }
}

/** Opens a channel to the other tabs of the site; undefined if the browser does not support it. */
export function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** Sends a message to the other tabs of the site, if that is possible. */
export function post(channel: BroadcastChannel | undefined, message: unknown): void {
  try {
    channel?.postMessage(message);
  } catch {
    // Blocked. Each tab works without the others.
  }
}

/** Returns a random key. Does not use `crypto.randomUUID`, which browsers disable on plain HTTP. */
export function randomKey(): string {
  const bytes = new Uint8Array(16);
  try {
    crypto.getRandomValues(bytes);
  } catch {
    // The key must be unique, not secret.
    bytes.forEach((_, index) => (bytes[index] = Math.random() * 256));
  }
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Returns a text's user-perceived characters; its code points if the browser cannot segment text. */
export function graphemes(text: string): Iterable<unknown> {
  try {
    segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    return segmenter.segment(text);
  } catch {
    return text;
  }
}

/** Replaces a part of a field's text, so that Ctrl+Z brings it back where the browser supports that. */
export function replaceText(field: HTMLTextAreaElement, text: string, from = 0, to = field.value.length): void {
  field.focus();
  field.setSelectionRange(from, to);
  try {
    if (document.execCommand(text ? 'insertText' : 'delete', false, text)) {
      return;
    }
  } catch {
    // Set below.
  }
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Captures the pointer, so that the element receives its events also outside of its box. */
export function capturePointer(element: Element, pointer: number): void {
  try {
    element.setPointerCapture(pointer);
  } catch {
    // The pointer has already been released.
  }
}

/** Returns whether the user allows notifications; undefined if the browser has none. */
export function notificationPermission(): NotificationPermission | undefined {
  try {
    return Notification.permission;
  } catch {
    return undefined;
  }
}

/** Asks the user to allow notifications. */
export async function allowNotifications(): Promise<boolean> {
  try {
    return (await Notification.requestPermission()) === 'granted';
  } catch {
    return false;
  }
}

/** Shows a notification, if that is possible. A click on it leads to the page. */
export function showNotification(title: string, options: NotificationOptions): void {
  try {
    new Notification(title, options).addEventListener('click', () => window.focus());
  } catch {
    // Blocked, or only a service worker may show it.
  }
}

// Features that a browser may lack, block or refuse at the moment of use. Without one of them the page loses a convenience, never a
// result: every use of them goes through here.

let segmenter: Intl.Segmenter | undefined;

/** A text that this browser keeps for the site; empty if there is none, or if storage is blocked. */
export function stored(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** Keeps a text for the site, if storage is available. */
export function store(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Blocked or full: the page works without it.
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

export function prefersReducedMotion(): boolean {
  try {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
  } catch {
    return false;
  }
}

/** Whether there is a clipboard to write to; browsers withhold it on plain HTTP. */
export function canCopy(): boolean {
  try {
    return typeof navigator.clipboard?.writeText === 'function';
  } catch {
    return false;
  }
}

/** Copies a text. False if the browser or the person refused. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Calls back with each link that comes near the visible part of the page; undefined if the browser cannot watch for that. */
export function watchNear(near: (link: HTMLAnchorElement) => void, margin: string): IntersectionObserver | undefined {
  try {
    return new IntersectionObserver((entries) => {
      entries.filter((entry) => entry.isIntersecting).forEach((entry) => near(entry.target as HTMLAnchorElement));
    }, { rootMargin: margin });
  } catch {
    return undefined;
  }
}

/** A channel to the other tabs of the site; undefined if there is none. */
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
    // Blocked: each tab works without the others.
  }
}

/** A key that nobody else has. Not `crypto.randomUUID`, which browsers withhold on plain HTTP. */
export function randomKey(): string {
  const bytes = new Uint8Array(16);
  try {
    crypto.getRandomValues(bytes);
  } catch {
    // It need not be secret, only different.
    bytes.forEach((_, index) => (bytes[index] = Math.random() * 256));
  }
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A text's characters as people count them; its code points if the browser cannot find them. */
export function graphemes(text: string): Iterable<unknown> {
  try {
    segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    return segmenter.segment(text);
  } catch {
    return text;
  }
}

/** Keeps receiving the pointer's events while it is pressed, also outside of the element. */
export function capturePointer(element: Element, pointer: number): void {
  try {
    element.setPointerCapture(pointer);
  } catch {
    // The pointer is gone already.
  }
}

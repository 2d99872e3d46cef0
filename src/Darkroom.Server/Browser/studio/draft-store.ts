import { store, stored } from '../shared/browser-features.js';
import { storageKey } from '../shared/site.js';

const key = storageKey('darkroom.draft');

/** Returns the prompt that was typed last in this browser; empty if there is none. */
export function readDraft(): string {
  return stored(key);
}

export function storeDraft(text: string): void {
  store(key, text);
}

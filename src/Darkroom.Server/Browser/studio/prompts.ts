import { store, stored } from '../shared/optional.js';
import { keyOf } from '../shared/site.js';

const draftKey = keyOf('darkroom.draft');
const usedKey = keyOf('darkroom.prompts');
const mostKept = 50;

/** The prompts of this browser: the one being written, and those used before, newest first. */
export class Prompts {
  /** Which earlier prompt is shown; -1 for the draft. */
  #at = -1;

  get draft(): string {
    return stored(draftKey);
  }

  set draft(text: string) {
    store(draftKey, text);
    this.#at = -1;
  }

  used(prompt: string): void {
    const others = this.#used.filter((other) => other !== prompt);
    store(usedKey, JSON.stringify([prompt, ...others].slice(0, mostKept)));
    this.#at = -1;
  }

  /** One step towards earlier prompts, or with a negative step back to the draft. */
  step(step: number): string {
    const used = this.#used;
    // The newest one is what stands in the draft right after a run began: skip what would change nothing.
    const first = used[0] === this.draft ? 1 : 0;
    const next = this.#at < 0 && step > 0 ? first : this.#at + step < first ? -1 : this.#at + step;
    this.#at = Math.min(next, used.length - 1);
    return used[this.#at] ?? this.draft;
  }

  get #used(): string[] {
    try {
      return JSON.parse(stored(usedKey) || '[]') as string[];
    } catch {
      return [];
    }
  }
}

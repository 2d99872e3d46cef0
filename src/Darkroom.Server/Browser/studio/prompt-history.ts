import { store, stored } from '../shared/browser-features.js';
import { storageKey } from '../shared/site.js';

const draftKey = storageKey('darkroom.draft');
const usedKey = storageKey('darkroom.prompts');
const maxPrompts = 50;

/** The prompts stored in this browser: the draft, and the used prompts, newest first. */
export class PromptHistory {
  /** The index of the shown prompt; -1 for the draft. */
  #index = -1;

  get draft(): string {
    return stored(draftKey);
  }

  set draft(text: string) {
    store(draftKey, text);
    this.#index = -1;
  }

  /** Adds a used prompt. */
  add(prompt: string): void {
    const others = this.#used.filter((other) => other !== prompt);
    store(usedKey, JSON.stringify([prompt, ...others].slice(0, maxPrompts)));
    this.#index = -1;
  }

  /** Moves to an earlier prompt, or with a negative step towards the draft, and returns it. */
  step(step: number): string {
    const used = this.#used;
    // Right after a run started, the newest prompt equals the draft and is skipped.
    const first = used[0] === this.draft ? 1 : 0;
    const next = this.#index < 0 && step > 0 ? first : this.#index + step < first ? -1 : this.#index + step;
    this.#index = Math.min(next, used.length - 1);
    return used[this.#index] ?? this.draft;
  }

  get #used(): string[] {
    try {
      return JSON.parse(stored(usedKey) || '[]') as string[];
    } catch {
      return [];
    }
  }
}

import { store, stored } from '../shared/browser-features.js';
import { storageKey } from '../shared/site.js';
const draftKey = storageKey('darkroom.draft');
const usedKey = storageKey('darkroom.prompts');
const maxPrompts = 50;
export class PromptHistory {
    #index = -1;
    get draft() {
        return stored(draftKey);
    }
    set draft(text) {
        store(draftKey, text);
        this.#index = -1;
    }
    add(prompt) {
        const others = this.#used.filter((other) => other !== prompt);
        store(usedKey, JSON.stringify([prompt, ...others].slice(0, maxPrompts)));
        this.#index = -1;
    }
    step(step) {
        const used = this.#used;
        const first = used[0] === this.draft ? 1 : 0;
        const next = this.#index < 0 && step > 0 ? first : this.#index + step < first ? -1 : this.#index + step;
        this.#index = Math.min(next, used.length - 1);
        return used[this.#index] ?? this.draft;
    }
    get #used() {
        try {
            return JSON.parse(stored(usedKey) || '[]');
        }
        catch {
            return [];
        }
    }
}

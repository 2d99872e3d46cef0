import { call } from '../shared/api.js';
import { siteUrl } from '../shared/site.js';
import { readDraft, storeDraft } from './draft-store.js';

/** A page of the server's history, newest first. */
interface Page {
  readonly prompts: readonly { readonly prompt: string }[];
  readonly next?: string | null;
}

/** The draft, which this browser stores, and the prompts of the server's history, newest first. */
export class PromptHistory {
  /** The index of the shown prompt; -1 for the draft. */
  #index = -1;
  #prompts: string[] = [];
  #next: string | null | undefined;
  #loading: Promise<void> | undefined;

  get draft(): string {
    return readDraft();
  }

  set draft(text: string) {
    storeDraft(text);
    this.#index = -1;
  }

  /** Called when a prompt was used: the history is another one. */
  changed(): void {
    this.#index = -1;
    this.#prompts = [];
    this.#loading = undefined;
  }

  /** Moves to an earlier prompt, or with a negative step towards the draft, and returns it. */
  async step(step: number): Promise<string> {
    await (this.#loading ??= this.#load());
    // Right after a run started, the newest prompt equals the draft and is skipped.
    const first = this.#prompts[0] === this.draft ? 1 : 0;
    const next = this.#index < 0 && step > 0 ? first : this.#index + step < first ? -1 : this.#index + step;
    if (next >= this.#prompts.length && this.#next) {
      await this.#load(this.#next);
    }
    this.#index = Math.min(next, this.#prompts.length - 1);
    return this.#prompts[this.#index] ?? this.draft;
  }

  async #load(before?: string): Promise<void> {
    const answer = await call<Page>('GET', siteUrl(`/api/prompts${before ? `?before=${before}` : ''}`));
    if (answer.ok) {
      const { prompts, next } = answer.value;
      this.#prompts = [...new Set([...this.#prompts, ...prompts.map(({ prompt }) => prompt)])];
      this.#next = next;
    } else {
      this.#loading = undefined;
    }
  }
}

import { read } from './campaign-api.js';
import { CreativeEvent } from './campaign-creative.js';
import { GridKeys } from './campaign-keys.js';
import { merge } from './campaign-parts.js';
import { StatusLine } from './campaign-status.js';

const movingMs = 1500;
const stillMs = 15_000;
const nameKey = 'darkroom-reviewer';

/** A client's page: looks again while pictures are being made, and remembers the client's name. */
export class DarkroomReview extends HTMLElement {
  static define(tag = 'darkroom-review'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #pause = 0;
  #status?: StatusLine;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    const name = this.querySelector<HTMLInputElement>('#reviewer');
    if (name) {
      name.value ||= localStorage.getItem(nameKey) ?? '';
      name.addEventListener('input', () => localStorage.setItem(nameKey, name.value), { signal });
      name.form?.addEventListener('submit', (event) => event.preventDefault(), { signal });
    }
    this.#status = new StatusLine(this);
    new GridKeys(this, signal);
    this.addEventListener(CreativeEvent.type, () => void this.#look(), { signal });
    document.addEventListener('visibilitychange', () => void this.#look(), { signal });
    this.#lookLater();
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
    clearTimeout(this.#pause);
  }

  #lookLater(): void {
    clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => void this.#look(), this.hasAttribute('data-moving') ? movingMs : stillMs);
  }

  async #look(): Promise<void> {
    const fresh = document.hidden ? undefined : await read(location.href);
    const next = fresh?.querySelector('darkroom-review');
    if (fresh && next && this.isConnected) {
      merge(this, fresh);
      this.toggleAttribute('data-moving', next.hasAttribute('data-moving'));
      this.#status?.adopt(fresh);
    }
    this.#lookLater();
  }
}

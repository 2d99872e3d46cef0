import { call } from './campaign-api.js';
import { CreativeEvent, type CreativeAnswer } from './campaign-creative.js';
import { CreativePicture } from './campaign-picture.js';
import { ignoreRepeats } from '../shared/presses.js';
import { at } from '../shared/site.js';

const typingPauseMs = 80;
const ownNames = new Set(['headline', 'call_to_action', 'small_print', 'template', 'comment']);

/** The editor of one creative: every change is kept and shown at once. Nothing of it is paid. */
export class DarkroomEditor extends HTMLElement {
  static define(tag = 'darkroom-editor'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #picture?: CreativePicture;
  #pause = 0;
  #sent = 0;
  #changes: Record<string, unknown> = {};

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    this.#picture = new CreativePicture(this.querySelector<HTMLElement>('.creative-layers') ?? this);
    this.addEventListener('input', (event) => this.#onInput(event.target), { signal });
    ignoreRepeats(this, '[data-regenerate]', signal);
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
  }

  disconnectedCallback(): void {
    // What was typed last is kept, whether anybody waits for it or not.
    clearTimeout(this.#pause);
    void this.#send();
    this.#alive?.abort();
  }

  #onInput(target: EventTarget | null): void {
    const { name, value } = target as HTMLInputElement;
    if (ownNames.has(name)) {
      this.#changes[name] = value;
    } else if (name.startsWith('focus_')) {
      const [x, y] = ['x', 'y'].map((axis) => this.querySelector<HTMLInputElement>(`[name=focus_${axis}]`)?.value);
      this.#changes['focus'] = { x: Number(x || 50) / 100, y: Number(y || 50) / 100 };
    }
    clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => void this.#send(), typingPauseMs);
  }

  #onSubmit(event: SubmitEvent): void {
    const { name, value } = (event.submitter ?? {}) as HTMLButtonElement;
    if (name === 'do' && value === 'regenerate') {
      return;
    }
    event.preventDefault();
    if (name === 'approval') {
      this.#changes['approval'] = this.dataset['approval'] === value ? 'pending' : value;
    }
    void this.#send();
  }

  async #send(): Promise<void> {
    const changes = this.#changes;
    if (Object.keys(changes).length === 0) {
      return;
    }
    this.#changes = {};
    const number = ++this.#sent;
    const path = `${this.dataset['base']}/creatives/${this.dataset['creative']}`;
    const answer = await call<CreativeAnswer>('PATCH', at(`/api${path}`), changes);
    if (number !== this.#sent) {
      return;
    }
    this.querySelector('.editor-problem')?.replaceChildren(answer.ok ? (answer.value.problems?.join(' ') ?? '') : answer.problem);
    if (answer.ok) {
      this.#show(path, answer.value);
      (this.isConnected ? this : document.querySelector('darkroom-campaign'))?.dispatchEvent(new CreativeEvent());
    }
  }

  #show(path: string, { look, approval }: CreativeAnswer): void {
    this.dataset['approval'] = approval;
    for (const button of this.querySelectorAll<HTMLButtonElement>('button[name=approval]')) {
      button.ariaPressed = String(button.value === approval);
    }
    if (look !== this.dataset['look']) {
      this.dataset['look'] = look;
      void this.#picture?.show((width) => at(`${path}/${width}?v=${look}`), this.querySelector('img')?.alt ?? '');
    }
  }
}

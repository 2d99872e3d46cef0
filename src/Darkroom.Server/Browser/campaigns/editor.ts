import { call, fetchPage } from '../shared/api.js';
import { ignoreRepeats } from '../shared/button-guard.js';
import { PageElement } from '../shared/page-element.js';
import { siteUrl } from '../shared/site.js';
import { CreativeEvent, type CreativeResponse } from './creative-event.js';
import { CreativeImage } from './creative-image.js';

const typingPauseMs = 80;
const fieldNames = new Set(['headline', 'call_to_action', 'small_print', 'template', 'placement', 'comment']);

/** The editor of one creative: every change is saved and shown at once. Changes cost nothing. */
export class DarkroomEditor extends PageElement {
  static define(tag = 'darkroom-editor'): void {
    customElements.define(tag, this);
  }

  #image?: CreativeImage;
  #timer = 0;
  #requests = 0;
  #changes: Record<string, unknown> = {};

  protected connected(signal: AbortSignal): void {
    this.#image = new CreativeImage(this.querySelector<HTMLElement>('.creative-layers') ?? this);
    this.addEventListener('input', (event) => this.#onInput(event.target), { signal });
    ignoreRepeats(this, '[data-regenerate]', signal);
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Saves the last changes before the editor closes.
    clearTimeout(this.#timer);
    void this.#send();
  }

  #onInput(target: EventTarget | null): void {
    const { name, value } = target as HTMLInputElement;
    if (fieldNames.has(name)) {
      this.#changes[name] = value;
    } else if (name.startsWith('focus_')) {
      const [x, y] = ['x', 'y'].map((axis) => this.querySelector<HTMLInputElement>(`[name=focus_${axis}]`)?.value);
      this.#changes['focus'] = { x: Number(x || 50) / 100, y: Number(y || 50) / 100 };
    }
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#send(), typingPauseMs);
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
    const request = ++this.#requests;
    const path = `${this.dataset['base']}/creatives/${this.dataset['creative']}`;
    const answer = await call<CreativeResponse>('PATCH', siteUrl(`/api${path}`), changes);
    if (request !== this.#requests) {
      return;
    }
    this.querySelector('.editor-problem')?.replaceChildren(answer.ok ? (answer.value.problems?.join(' ') ?? '') : answer.problem);
    if (answer.ok) {
      this.#show(path, answer.value);
      (this.isConnected ? this : document.querySelector('darkroom-campaign'))?.dispatchEvent(new CreativeEvent());
    }
  }

  #show(path: string, { look, approval }: CreativeResponse): void {
    this.dataset['approval'] = approval;
    for (const button of this.querySelectorAll<HTMLButtonElement>('button[name=approval]')) {
      button.ariaPressed = String(button.value === approval);
    }
    if (look !== this.dataset['look']) {
      this.dataset['look'] = look;
      void this.#image?.show((width) => siteUrl(`${path}/${width}?v=${look}`), this.querySelector('img')?.alt ?? '').then(() => this.#describe(path, look));
    }
  }

  /** Shows where the texts stand now, where they could stand, and whether they are much smaller than in another language. */
  async #describe(path: string, look: string): Promise<void> {
    const fresh = this.isConnected ? await fetchPage(siteUrl(path)) : undefined;
    if (!fresh || look !== this.dataset['look']) {
      return;
    }
    const before = this.querySelectorAll<HTMLElement>('.placement, .placement label, .placement-automatic, .editor-size');
    const after = fresh.querySelectorAll<HTMLElement>('.placement, .placement label, .placement-automatic, .editor-size');
    before.forEach((element, index) => {
      const next = after[index];
      element.hidden = next?.hidden ?? element.hidden;
      if (next?.matches('.placement-automatic, .editor-size')) {
        element.textContent = next.textContent;
      }
    });
  }
}

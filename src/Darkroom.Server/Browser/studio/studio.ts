import { Composer } from './composer.js';
import { CostLine } from './cost.js';
import { Orders } from './orders.js';
import { ignoreRepeats, once, release } from '../shared/presses.js';
import { RunEvent } from './run.js';
import { DarkroomSheet } from './sheet.js';

const generate = 'generate';

/** The studio: starts runs, and says how the current one stands. */
export class DarkroomStudio extends HTMLElement {
  static define(tag = 'darkroom-studio'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #composer?: Composer;
  readonly #orders = new Orders();

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    const form = this.querySelector<HTMLFormElement>('#studio-form');
    if (!form) {
      return;
    }
    this.#composer = new Composer(form, signal);
    new CostLine(form, signal);
    ignoreRepeats(this, '#generate, .tile-retry button', signal);
    // What is composed now is another order.
    form.addEventListener('input', () => release(generate), { signal });
    form.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    this.addEventListener(RunEvent.type, (event) => this.#onRun(event as RunEvent), { signal });
    this.addEventListener('click', (event) => this.#onIdea(event), { signal });
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  get #status(): HTMLElement | null {
    return this.querySelector<HTMLElement>('#status');
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void once(generate, this.querySelector('#generate'), () => this.#begin());
  }

  /** @returns Whether a run was started. */
  async #begin(): Promise<boolean> {
    const composer = this.#composer!;
    const wrong = composer.problem();
    this.#complain(wrong ?? '');
    if (wrong) {
      return false;
    }
    const order = composer.order();
    const before = this.querySelector<DarkroomSheet>('#sheet');
    const { status, title } = { status: this.#status?.cloneNode(true) as HTMLElement | undefined, title: document.title };
    const welcome = this.querySelector('#welcome');
    welcome?.toggleAttribute('hidden', true);
    const sheet = this.#putUp(order, before);
    const answer = await this.#orders.send(order);
    if ('id' in answer) {
      sheet.start(answer.id);
      welcome?.remove();
      composer.began();
      return true;
    }
    // As if nothing had been asked: no dead tiles, no stale status.
    sheet.remove();
    before?.setAttribute('id', 'sheet');
    welcome?.toggleAttribute('hidden', false);
    document.title = title;
    if (status) {
      this.#status?.replaceWith(status);
    }
    this.#complain(answer.problem);
    return false;
  }

  /** The new sheet stands at once, with all its tiles; the last one moves below it. */
  #putUp(order: Record<string, unknown>, before: DarkroomSheet | null): DarkroomSheet {
    const template = this.querySelector<HTMLTemplateElement>('#new-sheet')!;
    before?.removeAttribute('id');
    this.querySelector('.runs')?.prepend(template.content.cloneNode(true));
    const sheet = this.querySelector<DarkroomSheet>('#sheet')!;
    const size = this.#composer!.size;
    const facts = [order['provider'], `${size.width}×${size.height}`, order['quality']].filter(Boolean).join(' · ');
    sheet.prepare({ prompt: String(order['prompt']), facts, n: Number(order['n']), ...size });
    return sheet;
  }

  #onRun(event: RunEvent): void {
    if (!(event.target instanceof DarkroomSheet) || event.target.id !== 'sheet') {
      return;
    }
    const status = this.#status;
    if (status) {
      status.dataset['state'] = event.state;
      // The dots are drawn and move; a screen reader need not hear them.
      const running = event.state === 'running' && event.message.endsWith('…');
      // The same words once more would be read out once more.
      if (status.dataset['said'] !== event.message) {
        status.dataset['said'] = event.message;
        status.replaceChildren(running ? event.message.slice(0, -1) : event.message, ...(running ? [dots()] : []));
      }
    }
    document.title = event.state === 'running' ? `(${event.done}/${event.of}) Darkroom` : 'Darkroom';
  }

  #onIdea(event: Event): void {
    const idea = event.target instanceof Element ? event.target.closest('[data-idea]') : null;
    if (idea) {
      event.preventDefault();
      this.#composer?.setPrompt(idea.textContent ?? '');
    }
  }

  #onKey(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (event.key === '?' && !typing) {
      this.querySelector<HTMLDialogElement>('#keys')?.showModal();
    }
  }

  #complain(text: string): void {
    const place = this.querySelector<HTMLElement>('#form-problem');
    if (place) {
      place.textContent = text;
      place.hidden = !text;
    }
  }
}

function dots(): HTMLElement {
  const dots = document.createElement('span');
  dots.className = 'dots';
  dots.ariaHidden = 'true';
  dots.append(...[0, 1, 2].map(() => Object.assign(document.createElement('span'), { textContent: '.' })));
  return dots;
}

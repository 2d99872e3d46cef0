import { ignoreRepeats } from './presses.js';
import { at } from './site.js';
import { text } from './texts.js';

interface TestResult {
  readonly result: 'passed' | 'unsure' | 'failed';
  readonly message: string;
  readonly advice?: string;
}

/** The test buttons of the settings page: each says under its provider what the test showed, without leaving the page. */
export class DarkroomProviderTests extends HTMLElement {
  static define(tag = 'darkroom-provider-tests'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    ignoreRepeats(this, 'form[data-test] button', signal);
    this.addEventListener('submit', (event) => {
      const form = event.target as HTMLFormElement;
      const id = form.dataset['test'];
      if (id) {
        event.preventDefault();
        void this.#test(id, form, signal);
      }
    }, { signal });
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  async #test(id: string, form: HTMLFormElement, signal: AbortSignal): Promise<void> {
    const button = form.querySelector('button')!;
    const said = form.closest('.provider')!.querySelector<HTMLElement>('.test-result')!;
    button.disabled = true;
    said.hidden = false;
    delete said.dataset['result'];
    said.textContent = text('LiveTesting');
    const shown = await this.#ask(id, signal);
    if (!signal.aborted) {
      said.dataset['result'] = shown.result;
      said.textContent = [shown.message, shown.advice].filter(Boolean).join(' ');
      button.disabled = false;
    }
  }

  async #ask(id: string, signal: AbortSignal): Promise<TestResult> {
    try {
      const answer = await fetch(at(`/api/providers/${encodeURIComponent(id)}/test`), { method: 'POST', signal });
      return answer.ok
        ? await answer.json() as TestResult
        : { result: 'failed', message: text('LiveServerError', answer.status) };
    } catch {
      return { result: 'failed', message: text('LiveServerUnreachable') };
    }
  }
}

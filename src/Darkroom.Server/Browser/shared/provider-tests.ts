import { ignoreRepeats } from './button-guard.js';
import { PageElement } from './page-element.js';
import { siteUrl } from './site.js';
import { text } from './texts.js';

interface TestResult {
  readonly result: 'passed' | 'unsure' | 'failed';
  readonly message: string;
  readonly advice?: string;
}

/** The test buttons of the settings page. The result of a test is shown below its provider. */
export class DarkroomProviderTests extends PageElement {
  static define(tag = 'darkroom-provider-tests'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
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

  async #test(id: string, form: HTMLFormElement, signal: AbortSignal): Promise<void> {
    const button = form.querySelector('button')!;
    const output = form.closest('.provider')!.querySelector<HTMLElement>('.test-result')!;
    button.disabled = true;
    output.hidden = false;
    delete output.dataset['result'];
    output.textContent = text('LiveTesting');
    const test = await this.#request(id, signal);
    if (!signal.aborted) {
      output.dataset['result'] = test.result;
      output.textContent = [test.message, test.advice].filter(Boolean).join(' ');
      button.disabled = false;
    }
  }

  async #request(id: string, signal: AbortSignal): Promise<TestResult> {
    try {
      const answer = await fetch(siteUrl(`/api/providers/${encodeURIComponent(id)}/test`), { method: 'POST', signal });
      return answer.ok
        ? await answer.json() as TestResult
        : { result: 'failed', message: text('LiveServerError', answer.status) };
    } catch {
      return { result: 'failed', message: text('LiveServerUnreachable') };
    }
  }
}

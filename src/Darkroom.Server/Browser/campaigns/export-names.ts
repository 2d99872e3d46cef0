import { call } from '../shared/api.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { text } from '../shared/texts.js';

interface Names {
  readonly pattern: string;
  readonly completed: boolean;
  readonly names: readonly string[];
}

const typingPauseMs = 250;

/** Shows how the files of a package would be named, while the pattern is edited. */
export class DarkroomExportNames extends PageElement {
  static define(tag = 'darkroom-export-names'): void {
    customElements.define(tag, this);
  }

  #timer = 0;
  #requests = 0;

  protected connected(signal: AbortSignal): void {
    const form = this.closest('form');
    form?.addEventListener('input', () => this.#schedule(typingPauseMs), { signal });
    // The field is high, so that a long pattern is visible as a whole, but the pattern is one line.
    this.querySelector('textarea')?.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        form?.requestSubmit();
      }
    }, { signal });
    this.closest('[popover]')?.addEventListener('toggle', (event) => (event as ToggleEvent).newState === 'open' && this.#schedule(0), { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  #schedule(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#show(), pause);
  }

  async #show(): Promise<void> {
    const form = this.closest('form')!;
    const query = new URLSearchParams([...new FormData(form)].map(([name, value]): [string, string] => [name, String(value)]));
    query.delete('sheet');
    const request = ++this.#requests;
    const answer = await call<Names>('GET', `${this.dataset['names']}?${query}`);
    if (request !== this.#requests) {
      return;
    }
    showProblem(this, '.wrong', answer.ok ? '' : answer.problem);
    const { pattern, completed, names } = answer.ok ? answer.value : { pattern: '', completed: false, names: [] };
    this.querySelector('.name-examples')?.replaceChildren(
      [completed ? text('LiveCompleted', pattern) : '', names.length ? text('LiveExamples', names.join(', ')) : ''].filter((line) => line).join(' '),
    );
  }
}

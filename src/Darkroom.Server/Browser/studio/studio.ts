import { endPause, ignoreRepeats, runOnce } from '../shared/button-guard.js';
import { isCommand } from '../shared/keys.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { statusContent } from '../shared/status-text.js';
import { text } from '../shared/texts.js';
import { watchActions } from './action-triggers.js';
import { Composer } from './composer.js';
import { CostLine } from './cost-line.js';
import { loadEarlierRuns } from './earlier-runs.js';
import { GenerationRequests } from './generation-requests.js';
import { followQueue } from './queue-positions.js';
import { Recall } from './recall.js';
import { RunEvent, type RunSize, sizeOf } from './run-event.js';
import { DarkroomSheet } from './sheet.js';

const generate = 'generate';

/** The studio: starts runs and shows the status of the current one. */
export class DarkroomStudio extends PageElement {
  static define(tag = 'darkroom-studio'): void {
    customElements.define(tag, this);
  }

  #composer?: Composer;
  readonly #requests = new GenerationRequests();

  protected connected(signal: AbortSignal): void {
    const form = this.querySelector<HTMLFormElement>('#studio-form');
    if (!form) {
      return;
    }
    this.#composer = new Composer(form, signal);
    new CostLine(this.#composer, signal);
    new Recall(this.#composer, signal);
    watchActions(this, { composer: this.#composer, run: (request, size) => this.#run(request, size) }, signal);
    loadEarlierRuns(this.querySelector('.runs')!, signal);
    followQueue(this, signal);
    ignoreRepeats(this, '#generate, .tile-retry button', signal);
    // A changed form is another request.
    form.addEventListener('input', () => endPause(generate), { signal });
    form.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    this.addEventListener(RunEvent.type, (event) => this.#onRun(event as RunEvent), { signal });
    this.addEventListener('click', (event) => this.#onIdea(event), { signal });
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    this.addEventListener('click', (event) => this.#onPromptTool(event), { signal });
  }

  get #status(): HTMLElement | null {
    return this.querySelector<HTMLElement>('#status');
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void runOnce(generate, this.querySelector('#generate'), () => this.#generate());
  }

  /** @returns True if a run was started. */
  async #generate(): Promise<boolean> {
    const composer = this.#composer!;
    const problem = composer.problem();
    composer.placeProblem();
    showProblem(this, '#form-problem', problem ?? '');
    if (problem) {
      return false;
    }
    const failure = composer.needsPlan ? await this.#runPlan(composer) : await this.#run(composer.request(), composer.size);
    showProblem(this, '#form-problem', failure ?? '');
    if (failure === undefined) {
      composer.onStarted();
    }
    return failure === undefined;
  }

  /**
   * Starts a run.
   * @returns Why it was not started; undefined if it was.
   */
  async #run(request: Record<string, unknown>, size: RunSize): Promise<string | undefined> {
    const previous = this.querySelector<DarkroomSheet>('#sheet');
    const status = this.#status?.cloneNode(true) as HTMLElement | undefined;
    const welcome = this.querySelector('#welcome');
    welcome?.toggleAttribute('hidden', true);
    const provider = this.querySelector<HTMLSelectElement>('#provider')?.selectedOptions[0]?.text;
    const sheet = this.#addSheet(String(request['prompt']), [provider, request['model'], request['quality']], Number(request['n']), size);
    const answer = await this.#requests.send(request);
    if ('id' in answer) {
      sheet.start(answer.id);
      welcome?.remove();
      return undefined;
    }
    // Restores the page: no empty tiles, no outdated status.
    sheet.remove();
    previous?.setAttribute('id', 'sheet');
    welcome?.toggleAttribute('hidden', false);
    if (status) {
      this.#status?.replaceWith(status);
    }
    return answer.problem;
  }

  /**
   * Starts what the prompt stands for on the chosen providers, after the user has seen it if that is more than one run.
   * @returns Why nothing was started, or an empty text if the user decided against it; undefined if it was.
   */
  async #runPlan(composer: Composer): Promise<string | undefined> {
    const request = { ...composer.request(), expand: true };
    const matrix = await import('./matrix.js').catch(() => undefined);
    if (!matrix) {
      return text('LiveServerUnreachableStart');
    }
    const plan = await matrix.planRuns(request, composer.alsoOn);
    if ('problem' in plan) {
      return plan.problem;
    }
    const answer = await this.#requests.sendAll({ request, runs: plan.runs.map(({ prompt, provider }) => ({ prompt, provider: provider.provider })) });
    if ('problem' in answer) {
      return answer.problem;
    }
    this.querySelector('#welcome')?.remove();
    plan.runs.forEach(({ prompt, provider }, index) => {
      this.#addSheet(prompt, [provider.name, provider.model, provider.quality], provider.n, sizeOf(provider.size)).start(answer.generations[index]!.id);
    });
    return undefined;
  }

  /** Adds the new sheet with all its tiles above the previous one. */
  #addSheet(prompt: string, [provider, model, quality]: readonly unknown[], n: number, size: RunSize): DarkroomSheet {
    const facts = [provider, model, `${size.width}×${size.height}`, quality].filter(Boolean).join(' · ');
    const template = this.querySelector<HTMLTemplateElement>('#new-sheet')!;
    this.querySelector('#sheet')?.removeAttribute('id');
    this.querySelector('.runs')?.prepend(template.content.cloneNode(true));
    const sheet = this.querySelector<DarkroomSheet>('#sheet')!;
    sheet.prepare({ prompt, facts, n, ...size });
    return sheet;
  }

  #onRun(event: RunEvent): void {
    if (!(event.target instanceof DarkroomSheet) || event.target.id !== 'sheet') {
      return;
    }
    const status = this.#status;
    if (status) {
      status.dataset['state'] = event.state;
      // A screen reader would announce the same text again.
      if (status.dataset['said'] !== event.message) {
        status.dataset['said'] = event.message;
        status.replaceChildren(...statusContent(event.message));
      }
    }
  }

  /** J and K lead from image to image. */
  #onKey(event: KeyboardEvent): void {
    const step = { j: 1, k: -1 }[event.key];
    if (step && isCommand(event)) {
      const images = [...this.querySelectorAll<HTMLElement>('.tile-image[href]')];
      const next = images[Math.max(0, images.indexOf(document.activeElement as HTMLElement) + step)];
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
    }
  }

  #onPromptTool(event: MouseEvent): void {
    const tool = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-prompt-tool]') : null;
    if (tool && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      void import('./prompt-tools.js').then((tools) => tools.openTool(tool, this.#composer!));
    }
  }

  #onIdea(event: Event): void {
    const idea = event.target instanceof Element ? event.target.closest('[data-idea]') : null;
    if (idea) {
      event.preventDefault();
      this.#composer?.setPrompt(idea.textContent ?? '');
    }
  }
}

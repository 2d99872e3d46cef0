import { call } from '../shared/api.js';
import { runOnce } from '../shared/button-guard.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import type { DarkroomCampaign } from './campaign.js';

/** The actions on a campaign's base images and prompts: regenerate an image, edit a prompt, write all prompts again. */
export class ImageActions {
  readonly #page: DarkroomCampaign;

  constructor(page: DarkroomCampaign, signal: AbortSignal) {
    this.#page = page;
    page.addEventListener('click', (event) => this.#onClick(event), { signal });
    page.addEventListener('change', (event) => this.#onChange(event.target as HTMLElement), { signal });
  }

  #onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const regenerate = target.closest<HTMLElement>('[data-regenerate]');
    if (regenerate) {
      event.preventDefault();
      const [concept, shape] = (regenerate.dataset['regenerate'] ?? '').split('.');
      const path = `images/${concept}/${shape}/regenerate`;
      void runOnce(path, regenerate, () => this.#send('POST', path));
    }
    if (target.closest('[data-rewrite]')) {
      event.preventDefault();
      void this.#send('POST', 'prompts');
    }
  }

  #onChange(changed: HTMLElement): void {
    const prompt = changed instanceof HTMLTextAreaElement ? /^prompt\.(\d+)\.(\w+)$/.exec(changed.name) : null;
    if (prompt) {
      void this.#send('PUT', `prompts/${prompt[1]}/${prompt[2]}`, { prompt: (changed as HTMLTextAreaElement).value });
    }
  }

  /** @returns True if the server accepted the request. */
  async #send(method: string, path: string, body: object = {}): Promise<boolean> {
    const { brief } = this.#page;
    const answer = await call<{ version?: number }>(method, siteUrl(`/api/campaigns/${brief.campaign}/${path}`), body);
    if (answer.ok && answer.value.version) {
      brief.version = answer.value.version;
    }
    showProblem(this.#page, '#prompt-problem', answer.ok ? '' : answer.problem);
    await this.#page.refresh();
    return answer.ok;
  }
}

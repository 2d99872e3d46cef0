import { runOnce } from '../shared/button-guard.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import { call } from './api.js';
export class ImageActions {
    #page;
    constructor(page, signal) {
        this.#page = page;
        page.addEventListener('click', (event) => this.#onClick(event), { signal });
        page.addEventListener('change', (event) => this.#onChange(event.target), { signal });
    }
    #onClick(event) {
        const target = event.target;
        const regenerate = target.closest('[data-regenerate]');
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
    #onChange(changed) {
        const prompt = changed instanceof HTMLTextAreaElement ? /^prompt\.(\d+)\.(\w+)$/.exec(changed.name) : null;
        if (prompt) {
            void this.#send('PUT', `prompts/${prompt[1]}/${prompt[2]}`, { prompt: changed.value });
        }
    }
    async #send(method, path, body = {}) {
        const { brief } = this.#page;
        const answer = await call(method, siteUrl(`/api/campaigns/${brief.campaign}/${path}`), body);
        if (answer.ok && answer.value.version) {
            brief.version = answer.value.version;
        }
        showProblem(this.#page, '#prompt-problem', answer.ok ? '' : answer.problem);
        await this.#page.refresh();
        return answer.ok;
    }
}

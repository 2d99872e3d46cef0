import { ignoreRepeats } from './button-guard.js';
import { PageElement } from './page-element.js';
import { siteUrl } from './site.js';
import { text } from './texts.js';
export class DarkroomProviderTests extends PageElement {
    static define(tag = 'darkroom-provider-tests') {
        customElements.define(tag, this);
    }
    connected(signal) {
        ignoreRepeats(this, 'form[data-test] button', signal);
        this.addEventListener('submit', (event) => {
            const form = event.target;
            const id = form.dataset['test'];
            if (id) {
                event.preventDefault();
                void this.#test(id, form, signal);
            }
        }, { signal });
    }
    async #test(id, form, signal) {
        const button = form.querySelector('button');
        const output = form.closest('.provider').querySelector('.test-result');
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
    async #request(id, signal) {
        try {
            const answer = await fetch(siteUrl(`/api/providers/${encodeURIComponent(id)}/test`), { method: 'POST', signal });
            return answer.ok
                ? await answer.json()
                : { result: 'failed', message: text('LiveServerError', answer.status) };
        }
        catch {
            return { result: 'failed', message: text('LiveServerUnreachable') };
        }
    }
}

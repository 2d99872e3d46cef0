import { endPause, ignoreRepeats, runOnce } from '../shared/button-guard.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { statusContent } from '../shared/status-text.js';
import { Composer } from './composer.js';
import { CostLine } from './cost-line.js';
import { GenerationRequests } from './generation-requests.js';
import { RunEvent } from './run-event.js';
import { DarkroomSheet } from './sheet.js';
const generate = 'generate';
export class DarkroomStudio extends PageElement {
    static define(tag = 'darkroom-studio') {
        customElements.define(tag, this);
    }
    #composer;
    #requests = new GenerationRequests();
    connected(signal) {
        const form = this.querySelector('#studio-form');
        if (!form) {
            return;
        }
        this.#composer = new Composer(form, signal);
        new CostLine(form, signal);
        ignoreRepeats(this, '#generate, .tile-retry button', signal);
        form.addEventListener('input', () => endPause(generate), { signal });
        form.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
        this.addEventListener(RunEvent.type, (event) => this.#onRun(event), { signal });
        this.addEventListener('click', (event) => this.#onIdea(event), { signal });
        document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    }
    get #status() {
        return this.querySelector('#status');
    }
    #onSubmit(event) {
        event.preventDefault();
        void runOnce(generate, this.querySelector('#generate'), () => this.#generate());
    }
    async #generate() {
        const composer = this.#composer;
        const problem = composer.problem();
        showProblem(this, '#form-problem', problem ?? '');
        if (problem) {
            return false;
        }
        const request = composer.request();
        const previous = this.querySelector('#sheet');
        const { status, title } = { status: this.#status?.cloneNode(true), title: document.title };
        const welcome = this.querySelector('#welcome');
        welcome?.toggleAttribute('hidden', true);
        const sheet = this.#addSheet(request, previous);
        const answer = await this.#requests.send(request);
        if ('id' in answer) {
            sheet.start(answer.id);
            welcome?.remove();
            composer.onStarted();
            return true;
        }
        sheet.remove();
        previous?.setAttribute('id', 'sheet');
        welcome?.toggleAttribute('hidden', false);
        document.title = title;
        if (status) {
            this.#status?.replaceWith(status);
        }
        showProblem(this, '#form-problem', answer.problem);
        return false;
    }
    #addSheet(request, previous) {
        const template = this.querySelector('#new-sheet');
        previous?.removeAttribute('id');
        this.querySelector('.runs')?.prepend(template.content.cloneNode(true));
        const sheet = this.querySelector('#sheet');
        const size = this.#composer.size;
        const facts = [request['provider'], `${size.width}×${size.height}`, request['quality']].filter(Boolean).join(' · ');
        sheet.prepare({ prompt: String(request['prompt']), facts, n: Number(request['n']), ...size });
        return sheet;
    }
    #onRun(event) {
        if (!(event.target instanceof DarkroomSheet) || event.target.id !== 'sheet') {
            return;
        }
        const status = this.#status;
        if (status) {
            status.dataset['state'] = event.state;
            if (status.dataset['said'] !== event.message) {
                status.dataset['said'] = event.message;
                status.replaceChildren(...statusContent(event.message));
            }
        }
        document.title = event.state === 'running' ? `(${event.done}/${event.of}) Darkroom` : 'Darkroom';
    }
    #onIdea(event) {
        const idea = event.target instanceof Element ? event.target.closest('[data-idea]') : null;
        if (idea) {
            event.preventDefault();
            this.#composer?.setPrompt(idea.textContent ?? '');
        }
    }
    #onKey(event) {
        const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
        if (event.key === '?' && !typing) {
            this.querySelector('#keys')?.showModal();
        }
    }
}

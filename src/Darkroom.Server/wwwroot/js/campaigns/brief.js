import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import { call } from './api.js';
import { rejectFiles, trackChosenFiles } from './asset.js';
import { BriefEvent } from './brief-event.js';
import { showFieldErrors } from './field-errors.js';
const typingPauseMs = 600;
const offlinePauseMs = 3000;
export class DarkroomBrief extends PageElement {
    static define(tag = 'darkroom-brief') {
        customElements.define(tag, this);
    }
    #timer = 0;
    #changed = false;
    #saving;
    connected(signal) {
        this.addEventListener('input', (event) => this.#onChange(event.target), { signal });
        this.addEventListener('change', (event) => this.#onChange(event.target, 0), { signal });
        window.addEventListener('online', () => void (this.#changed && this.save()), { signal });
        window.addEventListener('beforeunload', (event) => this.#changed && event.preventDefault(), { signal });
    }
    disconnectedCallback() {
        super.disconnectedCallback();
        clearTimeout(this.#timer);
    }
    get #form() {
        return this.querySelector('form');
    }
    get campaign() {
        return this.#form.dataset['campaign'] ?? '';
    }
    set version(version) {
        this.#form.querySelector('[name=version]').value = String(version);
    }
    markChanged() {
        this.#onChange(null, 0);
    }
    async save(action = 'save') {
        clearTimeout(this.#timer);
        while (this.#saving) {
            await this.#saving;
        }
        if (!this.#changed && this.campaign && action === 'save') {
            return true;
        }
        this.#saving = this.#send(action);
        try {
            return await this.#saving;
        }
        finally {
            this.#saving = undefined;
        }
    }
    #onChange(target, pause = typingPauseMs) {
        if (target instanceof HTMLElement && !target.getAttribute('name')) {
            return;
        }
        this.#changed = true;
        clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => void this.save(), pause);
    }
    async #send(action) {
        this.#changed = false;
        this.#showState('saving', 'Saving…');
        const clearFiles = trackChosenFiles(this);
        const answer = await call('POST', this.#form.getAttribute('action'), this.#data(action));
        if (answer.ok) {
            this.version = answer.value.version;
            this.#form.dataset['campaign'] = answer.value.id;
            this.#form.setAttribute('action', siteUrl(`/campaigns/${answer.value.id}`));
            clearFiles();
            showFieldErrors(this, {});
            showProblem(this, '#form-problem', '');
            this.#showState('saved', 'Saved');
            this.dispatchEvent(new BriefEvent(answer.value.id));
            action === 'use-kit' && location.reload();
            return true;
        }
        this.#changed = true;
        if (answer.status === 0) {
            this.#showState('offline', 'Offline: kept in this tab, saved when the server is back.');
            this.#timer = window.setTimeout(() => void this.save(), offlinePauseMs);
        }
        else if (rejectFiles(this, answer.errors)) {
            await this.#send('save');
        }
        else if (answer.status === 409) {
            this.#showState('conflict', 'Changed elsewhere. Reload to see it; what you typed since then is not kept.');
        }
        else {
            this.#showState('wrong', 'Not saved');
            showProblem(this, '#form-problem', showFieldErrors(this, answer.errors) || answer.problem);
        }
        return false;
    }
    #data(action) {
        const data = new FormData(this.#form);
        data.set('do', action);
        for (const [name, value] of [...data]) {
            if (value instanceof File && value.size === 0) {
                data.delete(name);
            }
        }
        return data;
    }
    #showState(state, text) {
        const place = document.querySelector('#saved');
        if (place && place.textContent !== text) {
            place.dataset['state'] = state;
            place.replaceChildren(text);
        }
    }
}

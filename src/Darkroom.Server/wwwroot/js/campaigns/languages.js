import { PageElement } from '../shared/page-element.js';
export class DarkroomLanguages extends PageElement {
    static define(tag = 'darkroom-languages') {
        customElements.define(tag, this);
    }
    #selected = '';
    connected(signal) {
        this.#selected = this.#panels[0]?.dataset['language'] ?? '';
        this.addEventListener('click', (event) => this.#onClick(event), { signal });
        this.addEventListener('keydown', (event) => this.#onKey(event), { signal });
        this.addEventListener('input', () => this.#alignLines(), { signal });
        this.querySelector('#add-language')?.addEventListener('change', (event) => this.#onAdd(event), { signal });
        this.#alignLines();
        this.#show();
    }
    get #panels() {
        return [...this.querySelectorAll('.language')];
    }
    #onClick(event) {
        const target = event.target;
        const tab = target.closest('[role=tab]');
        if (tab) {
            this.#selected = tab.dataset['tab'] ?? '';
            this.#show();
        }
        const remove = target.closest('[data-remove-language]');
        if (remove) {
            event.preventDefault();
            const panel = remove.closest('.language');
            const select = this.querySelector('#add-language');
            select.append(new Option(panel.querySelector('legend')?.textContent ?? '', panel.dataset['language']));
            panel.remove();
            this.#selected = this.#panels[0]?.dataset['language'] ?? '';
            this.#show(true);
            this.closest('darkroom-brief')?.markChanged();
        }
    }
    #onKey(event) {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        if (step && event.target.matches('[role=tab]')) {
            event.preventDefault();
            const all = this.#panels.map((panel) => panel.dataset['language'] ?? '');
            this.#selected = all.at((all.indexOf(this.#selected) + step) % all.length) ?? this.#selected;
            this.#show(true);
        }
    }
    #onAdd(event) {
        const select = event.target;
        const [option, pattern] = [select.selectedOptions[0], this.#panels[0]];
        event.stopPropagation();
        if (!select.value || !option || !pattern) {
            return;
        }
        const panel = pattern.cloneNode(true);
        const [from, to] = [pattern.dataset['language'] ?? '', option.value];
        const direction = ['ar', 'he', 'fa', 'ur'].includes(to) ? 'rtl' : 'ltr';
        Object.assign(panel, { lang: to, dir: direction });
        panel.dataset['language'] = to;
        panel.querySelector('legend')?.replaceChildren(option.text);
        for (const field of panel.querySelectorAll('input')) {
            field.name = field.name === 'language' ? field.name : field.name.replace(new RegExp(`\\.${from}$`), `.${to}`);
            field.value = field.name === 'language' ? to : field.value;
            field.id = field.id.replace(new RegExp(`-${from}$`), `-${to}`);
        }
        panel.querySelectorAll('label').forEach((label) => (label.htmlFor = label.htmlFor.replace(new RegExp(`-${from}$`), `-${to}`)));
        this.#panels.at(-1)?.after(panel);
        this.#selected = to;
        option.remove();
        select.value = '';
        this.#alignLines();
        this.#show();
        this.closest('darkroom-brief')?.markChanged();
    }
    #alignLines() {
        const [first, ...others] = this.#panels.map((panel) => [...panel.querySelectorAll('darkroom-lines')]);
        others.forEach((lists) => lists.forEach((list, index) => list.resize(Math.max(1, first?.[index]?.filled ?? 1))));
    }
    #show(focus = false) {
        const tabs = this.querySelector('.tabs');
        tabs.hidden = this.#panels.length < 2;
        tabs.replaceChildren(...this.#panels.map((panel) => {
            const tab = document.createElement('button');
            const selected = panel.dataset['language'] === this.#selected;
            Object.assign(tab, { type: 'button', className: 'tab', role: 'tab', textContent: panel.querySelector('legend')?.textContent, tabIndex: selected ? 0 : -1 });
            tab.ariaSelected = String(selected);
            tab.dataset['tab'] = panel.dataset['language'] ?? '';
            panel.toggleAttribute('hidden', !selected);
            return tab;
        }));
        if (focus) {
            tabs.querySelector('[aria-selected=true]')?.focus();
        }
    }
}

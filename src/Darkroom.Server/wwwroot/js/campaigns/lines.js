import { PageElement } from '../shared/page-element.js';
export class DarkroomLines extends PageElement {
    static define(tag = 'darkroom-lines') {
        customElements.define(tag, this);
    }
    connected(signal) {
        this.addEventListener('input', () => this.#addEmptyLine(), { signal });
        this.addEventListener('focusout', () => {
            this.#removeEmptyLines();
            this.#addEmptyLine();
        }, { signal });
    }
    get filled() {
        return this.#lines.filter((line) => line.value.trim()).length;
    }
    resize(count) {
        this.toggleAttribute('data-fixed', true);
        this.#lines.slice(count).forEach((line) => line.remove());
        while (this.#lines.length < count && this.#lines[0]) {
            this.#add(this.#lines[0], `${this.dataset['one']} ${this.#lines.length + 1}`);
        }
    }
    get #lines() {
        return [...this.querySelectorAll('input')];
    }
    #addEmptyLine() {
        const last = this.#lines.at(-1);
        if (!this.hasAttribute('data-fixed') && last?.value.trim() && this.#lines.length < Number(this.dataset['most'])) {
            this.#add(last, `Another ${this.dataset['one']?.toLowerCase()}`);
        }
    }
    #add(template, placeholder) {
        const line = template.cloneNode();
        line.value = '';
        line.removeAttribute('value');
        line.placeholder = placeholder;
        line.ariaLabel = `${this.dataset['one']} ${this.#lines.length + 1}`;
        this.append(line);
    }
    #removeEmptyLines() {
        const lines = this.hasAttribute('data-fixed') ? [] : this.#lines;
        lines.slice(0, -1).filter((line) => !line.value.trim()).forEach((line) => line.remove());
        this.#lines.forEach((line, index) => (line.ariaLabel = `${this.dataset['one']} ${index + 1}`));
    }
}

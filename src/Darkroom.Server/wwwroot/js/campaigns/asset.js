import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
export class DarkroomAsset extends PageElement {
    static define(tag = 'darkroom-asset') {
        customElements.define(tag, this);
    }
    connected(signal) {
        this.addEventListener('dragover', (event) => this.#onOver(event), { signal });
        this.addEventListener('dragleave', () => this.toggleAttribute('data-dropping', false), { signal });
        this.addEventListener('drop', (event) => this.#onDrop(event), { signal });
        this.addEventListener('input', (event) => this.#onFile(event), { signal });
        this.addEventListener('change', (event) => this.#onFile(event), { signal });
    }
    get kind() {
        return this.dataset['kind'] ?? '';
    }
    showProblem(text) {
        const input = this.#input;
        if (input && text) {
            input.value = '';
        }
        showProblem(this, '.asset-problem', text);
    }
    get #input() {
        return this.querySelector('input[type=file]');
    }
    #onFile(event) {
        const [file, maxBytes] = [this.#input?.files?.[0], Number(this.dataset['most'])];
        if (file && file.size > maxBytes) {
            this.showProblem(`The file has ${file.size.toLocaleString('en')} bytes; a ${this.kind} may have at most ${maxBytes.toLocaleString('en')}.`);
            event.stopPropagation();
        }
        else if (file) {
            this.showProblem('');
        }
    }
    #onOver(event) {
        event.preventDefault();
        this.toggleAttribute('data-dropping', true);
    }
    #onDrop(event) {
        event.preventDefault();
        this.toggleAttribute('data-dropping', false);
        const input = this.#input;
        if (input && event.dataTransfer?.files.length) {
            input.files = event.dataTransfer.files;
            input.dispatchEvent(new Event('change', { bubbles: true }));
        }
    }
}
export function trackChosenFiles(form) {
    const files = [...form.querySelectorAll('input[type=file]')].map((input) => ({ input, file: input.files?.[0] }));
    return () => files.filter(({ input, file }) => file && input.files?.[0] === file).forEach(({ input }) => (input.value = ''));
}
export function rejectFiles(form, errors) {
    const rejected = [...form.querySelectorAll('darkroom-asset')].filter((asset) => errors[asset.kind]);
    rejected.forEach((asset) => asset.showProblem(errors[asset.kind]?.join(' ') ?? ''));
    return rejected.length > 0 && rejected.length === Object.keys(errors).length;
}

import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { counted, text } from '../shared/texts.js';
import { acceptImageFiles, readAsDataUrl } from './image-intake.js';
export class DarkroomInputImages extends PageElement {
    static define(tag = 'darkroom-pictures') {
        customElements.define(tag, this);
    }
    #rule;
    #dataUrls = new WeakMap();
    #bytes = new WeakMap();
    connected(signal) {
        acceptImageFiles(this.querySelector('#pictures'), () => !this.hidden, (files) => void this.#add(files), signal);
        this.addEventListener('click', (event) => this.#onClick(event), { signal });
        if (this.#mask) {
            this.#mask.onProblem = (text) => showProblem(this, '#picture-problem', text);
        }
    }
    setRule(rule) {
        this.#rule = rule;
        this.hidden = !rule;
        const words = this.querySelector('#picture-rule');
        if (rule && words) {
            words.textContent = rule.words;
        }
        showProblem(this, '#picture-problem', '');
        this.#onListChanged();
    }
    request() {
        const images = this.#items.map((item) => this.#dataUrls.get(item) ?? item.dataset['given'] ?? '');
        const mask = this.#rule?.mask ? this.#mask?.value : undefined;
        return !this.#rule || images.length === 0 ? {} : mask ? { images, mask } : { images };
    }
    get #list() {
        return this.querySelector('.picture-list');
    }
    get #items() {
        return [...this.#list.children];
    }
    get #mask() {
        return this.querySelector('darkroom-mask');
    }
    async #add(files) {
        const rule = this.#rule;
        if (!rule) {
            return;
        }
        let problem = '';
        for (const file of files) {
            const invalid = fileProblem(file, rule, this.#items.map((other) => this.#bytes.get(other) ?? 0));
            const url = invalid ? undefined : await readAsDataUrl(file);
            if (!url) {
                problem = invalid ?? text('LiveFileUnreadable', file.name);
                break;
            }
            this.#list.append(this.#thumbnail(file, url));
        }
        this.#onListChanged();
        showProblem(this, '#picture-problem', problem);
    }
    #thumbnail(file, url) {
        const item = this.querySelector('template').content.firstElementChild.cloneNode(true);
        const objectUrl = URL.createObjectURL(file);
        item.dataset['original'] = objectUrl;
        Object.assign(item.querySelector('img'), { src: objectUrl, alt: file.name });
        item.querySelector('button').ariaLabel = text('LiveRemove', file.name);
        this.#dataUrls.set(item, url);
        this.#bytes.set(item, file.size);
        return item;
    }
    #onClick(event) {
        const item = event.target instanceof Element ? event.target.closest('.picture-remove')?.closest('.picture') : null;
        if (item && item.parentElement === this.#list) {
            const next = item.nextElementSibling ?? item.previousElementSibling;
            item.remove();
            URL.revokeObjectURL(item.dataset['original'] ?? '');
            this.#onListChanged();
            showProblem(this, '#picture-problem', '');
            (next?.querySelector('button') ?? this.querySelector('#pictures'))?.focus();
        }
    }
    #onListChanged() {
        const count = this.#items.length;
        this.#mask?.setImage(this.#items[0]?.dataset['original'], this.#rule?.mask === true);
        this.querySelector('[data-add]')?.toggleAttribute('hidden', count >= (this.#rule?.max ?? 0));
        const note = document.querySelector('#pictures-kept');
        if (note) {
            note.hidden = !this.hidden || count === 0;
            note.textContent = counted('LiveImagesUnused', count);
        }
    }
}
function fileProblem(file, rule, others) {
    return others.length >= rule.max
        ? counted('LiveImagesFull', rule.max)
        : file.type !== '' && !rule.mimes.includes(file.type)
            ? text('LiveFileRejected', file.name, rule.words)
            : file.size > rule.total
                ? text('LiveFileTooLarge', file.name, rule.words)
                : others.reduce((sum, bytes) => sum + bytes, file.size) > rule.total
                    ? text('LiveFilesTooLarge', file.name, rule.total / 1024 / 1024)
                    : undefined;
}

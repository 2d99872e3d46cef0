import { PageElement } from '../shared/page-element.js';

/** A list of short texts. Text in the last line adds an empty line; lines that are left empty are removed. */
export class DarkroomLines extends PageElement {
  static define(tag = 'darkroom-lines'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
    this.addEventListener('input', () => this.#addEmptyLine(), { signal });
    this.addEventListener('focusout', () => {
      this.#removeEmptyLines();
      this.#addEmptyLine();
    }, { signal });
  }

  /** The number of lines with text. */
  get filled(): number {
    return this.#lines.filter((line) => line.value.trim()).length;
  }

  /** The texts of the lines, without empty ones. */
  get values(): string[] {
    return this.#lines.map((line) => line.value.trim()).filter(Boolean);
  }

  /** The texts of the lines, without empty ones at the end. */
  get texts(): string[] {
    const all = this.#lines.map((line) => line.value.trim());
    return all.slice(0, all.findLastIndex(Boolean) + 1);
  }

  /** Replaces all lines. At least one stays, which may be empty. */
  set values(texts: readonly string[]) {
    while (this.#lines.length < texts.length) {
      this.#add(this.#lines[0]!, this.dataset['another']!);
    }
    this.#lines.slice(Math.max(texts.length, 1)).forEach((line) => line.remove());
    this.#lines.forEach((line, index) => {
      line.value = texts[index] ?? '';
      line.ariaLabel = `${this.dataset['one']} ${index + 1}`;
    });
    this.#addEmptyLine();
  }

  /** True if the lines are as they were in the page from the server. */
  get isUnchanged(): boolean {
    return this.#lines.every((line) => line.value === line.defaultValue);
  }

  /** Sets a fixed number of lines. */
  resize(count: number): void {
    this.toggleAttribute('data-fixed', true);
    this.#lines.slice(count).forEach((line) => line.remove());
    while (this.#lines.length < count && this.#lines[0]) {
      this.#add(this.#lines[0], `${this.dataset['one']} ${this.#lines.length + 1}`);
    }
  }

  /** Lets the list grow again, after its language became the first one. */
  release(): void {
    if (this.hasAttribute('data-fixed')) {
      this.removeAttribute('data-fixed');
      this.#addEmptyLine();
    }
  }

  get #lines(): HTMLInputElement[] {
    return [...this.querySelectorAll('input')];
  }

  #addEmptyLine(): void {
    const last = this.#lines.at(-1);
    if (!this.hasAttribute('data-fixed') && last?.value.trim() && this.#lines.length < Number(this.dataset['most'])) {
      this.#add(last, this.dataset['another']!);
    }
  }

  #add(template: HTMLInputElement, placeholder: string): void {
    const line = template.cloneNode() as HTMLInputElement;
    line.value = '';
    ['value', 'data-unchecked', 'aria-invalid'].forEach((name) => line.removeAttribute(name));
    line.placeholder = placeholder;
    line.ariaLabel = `${this.dataset['one']} ${this.#lines.length + 1}`;
    this.append(line);
  }

  /** Removes empty lines, except for the last. */
  #removeEmptyLines(): void {
    const lines = this.hasAttribute('data-fixed') ? [] : this.#lines;
    lines.slice(0, -1).filter((line) => !line.value.trim()).forEach((line) => line.remove());
    this.#lines.forEach((line, index) => (line.ariaLabel = `${this.dataset['one']} ${index + 1}`));
  }
}

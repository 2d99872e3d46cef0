import type { Errors } from '../shared/api.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { text } from '../shared/texts.js';

/** A file input that also accepts dropped files. */
export class DarkroomAsset extends PageElement {
  static define(tag = 'darkroom-asset'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
    this.addEventListener('dragover', (event) => this.#onOver(event), { signal });
    this.addEventListener('dragleave', () => this.toggleAttribute('data-dropping', false), { signal });
    this.addEventListener('drop', (event) => this.#onDrop(event), { signal });
    this.addEventListener('input', (event) => this.#onFile(event), { signal });
    this.addEventListener('change', (event) => this.#onFile(event), { signal });
  }

  /** `logo` or `font`. */
  get kind(): string {
    return this.dataset['kind'] ?? '';
  }

  /** Shows a problem with the file and clears the input. An empty text clears the problem. */
  showProblem(text: string): void {
    const input = this.#input;
    if (input && text) {
      input.value = '';
    }
    showProblem(this, '.asset-problem', text);
  }

  get #input(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>('input[type=file]');
  }

  /** Rejects files that are too large before they are uploaded. */
  #onFile(event: Event): void {
    const [file, maxBytes] = [this.#input?.files?.[0], Number(this.dataset['most'])];
    if (file && file.size > maxBytes) {
      this.showProblem(text(this.kind === 'logo' ? 'LiveLogoTooLarge' : 'LiveFontTooLarge', file.size, maxBytes));
      event.stopPropagation();
    } else if (file) {
      this.showProblem('');
    }
  }

  #onOver(event: DragEvent): void {
    event.preventDefault();
    this.toggleAttribute('data-dropping', true);
  }

  #onDrop(event: DragEvent): void {
    event.preventDefault();
    this.toggleAttribute('data-dropping', false);
    const input = this.#input;
    if (input && event.dataTransfer?.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
}

/**
 * Remembers the files that are selected in a form now.
 * @returns A function that clears these files after they were saved. Files selected in the meantime stay.
 */
export function trackChosenFiles(form: ParentNode): () => void {
  const files = [...form.querySelectorAll<HTMLInputElement>('input[type=file]')].map((input) => ({ input, file: input.files?.[0] }));
  return () => files.filter(({ input, file }) => file && input.files?.[0] === file).forEach(({ input }) => (input.value = ''));
}

/**
 * Shows the errors of a form's files.
 * @returns True if there were errors in files only.
 */
export function rejectFiles(form: ParentNode, errors: Errors): boolean {
  const rejected = [...form.querySelectorAll<DarkroomAsset>('darkroom-asset')].filter((asset) => errors[asset.kind]);
  rejected.forEach((asset) => asset.showProblem(errors[asset.kind]?.join(' ') ?? ''));
  return rejected.length > 0 && rejected.length === Object.keys(errors).length;
}

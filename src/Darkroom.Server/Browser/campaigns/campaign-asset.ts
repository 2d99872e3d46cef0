import type { Errors } from './campaign-api.js';

/** A file that can be dropped as well as chosen. */
export class DarkroomAsset extends HTMLElement {
  static define(tag = 'darkroom-asset'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    this.addEventListener('dragover', (event) => this.#onOver(event), { signal });
    this.addEventListener('dragleave', () => this.toggleAttribute('data-dropping', false), { signal });
    this.addEventListener('drop', (event) => this.#onDrop(event), { signal });
    this.addEventListener('input', (event) => this.#onFile(event), { signal });
    this.addEventListener('change', (event) => this.#onFile(event), { signal });
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  /** `logo` or `font`. */
  get kind(): string {
    return this.dataset['kind'] ?? '';
  }

  /** Says beside the button what is wrong with the file, and lets the file go; without words all is well. */
  refuse(words: string): void {
    const input = this.#input;
    if (input && words) {
      input.value = '';
    }
    const place = this.querySelector<HTMLElement>('.asset-problem');
    place?.replaceChildren(words);
    place?.toggleAttribute('hidden', !words);
  }

  get #input(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>('input[type=file]');
  }

  /** What is too large is not sent at all: it would take its time, only to be refused. */
  #onFile(event: Event): void {
    const [file, most] = [this.#input?.files?.[0], Number(this.dataset['most'])];
    if (file && file.size > most) {
      this.refuse(`It has ${file.size.toLocaleString('en')} bytes; a ${this.kind} may have at most ${most.toLocaleString('en')}.`);
      event.stopPropagation();
    } else if (file) {
      this.refuse('');
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
 * Remembers the files that are chosen in a form now.
 * @returns Lets go of them once they are kept; what was chosen meanwhile stays.
 */
export function chosenFiles(form: ParentNode): () => void {
  const chosen = [...form.querySelectorAll<HTMLInputElement>('input[type=file]')].map((input) => ({ input, file: input.files?.[0] }));
  return () => chosen.filter(({ input, file }) => file && input.files?.[0] === file).forEach(({ input }) => (input.value = ''));
}

/**
 * Says of each file of a form what is wrong with it.
 * @returns Whether some file was wrong, and nothing else.
 */
export function refuseFiles(form: ParentNode, errors: Errors): boolean {
  const wrong = [...form.querySelectorAll<DarkroomAsset>('darkroom-asset')].filter((asset) => errors[asset.kind]);
  wrong.forEach((asset) => asset.refuse(errors[asset.kind]?.join(' ') ?? ''));
  return wrong.length > 0 && wrong.length === Object.keys(errors).length;
}

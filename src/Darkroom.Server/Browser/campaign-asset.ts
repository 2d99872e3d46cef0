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
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  #onOver(event: DragEvent): void {
    event.preventDefault();
    this.toggleAttribute('data-dropping', true);
  }

  #onDrop(event: DragEvent): void {
    event.preventDefault();
    this.toggleAttribute('data-dropping', false);
    const input = this.querySelector<HTMLInputElement>('input[type=file]');
    if (input && event.dataTransfer?.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
}

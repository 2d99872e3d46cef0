const frameMs = 700;

/** The page about one image: its development as a scrubber, zoom, and keys. */
export class DarkroomViewer extends HTMLElement {
  static define(tag = 'darkroom-viewer'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    this.querySelector('.scrubber')?.toggleAttribute('hidden', false);
    this.querySelector('#scrub')?.addEventListener('input', () => this.#show(), { signal });
    this.querySelector('#replay')?.addEventListener('click', () => void this.#replay(signal), { signal });
    this.querySelector('#stage')?.addEventListener('click', () => this.#zoom(), { signal });
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    for (const copy of this.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
      copy.hidden = !navigator.clipboard;
      copy.addEventListener('click', () => void this.#copy(copy), { signal });
    }
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  get #scrub(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>('#scrub');
  }

  /** Lays the chosen partial image over the finished one; the last position shows the finished one alone. */
  #show(): void {
    const at = Number(this.#scrub?.value ?? 0);
    const frames = [...this.querySelectorAll<HTMLAnchorElement>('#frames a')];
    const stage = this.querySelector<HTMLElement>('#stage');
    stage?.querySelector('.stage-frame')?.remove();
    frames.forEach((frame, index) => frame.toggleAttribute('data-current', index === at));
    const frame = frames[at];
    if (stage && frame && at < frames.length - 1) {
      const image = Object.assign(new Image(), { src: frame.href, className: 'stage-frame', alt: '' });
      stage.append(image);
    }
  }

  async #replay(signal: AbortSignal): Promise<void> {
    const scrub = this.#scrub;
    for (let at = 0; scrub && at <= Number(scrub.max) && !signal.aborted; at++) {
      scrub.value = String(at);
      this.#show();
      await new Promise((resume) => setTimeout(resume, frameMs));
    }
  }

  #zoom(): void {
    this.querySelector('#stage')?.toggleAttribute('data-zoomed');
  }

  #onKey(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== 'range';
    const scrubbing = event.target === this.#scrub && event.key.startsWith('Arrow');
    if (typing || scrubbing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key.toLowerCase() === 'z') {
      this.#zoom();
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    this.querySelector<HTMLAnchorElement>(`a[data-key="${CSS.escape(key)}"]`)?.click();
  }

  async #copy(button: HTMLButtonElement): Promise<void> {
    await navigator.clipboard.writeText(button.dataset['copy'] ?? '');
    const label = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = label), 1500);
  }
}

import { ImageStage } from '../shared/image-stage.js';
import { PageElement } from '../shared/page-element.js';

/** Two versions of a creative: side by side, or one over the other with a slider between them. They zoom and move together. */
export class DarkroomCompare extends PageElement {
  static define(tag = 'darkroom-compare'): void {
    customElements.define(tag, this);
  }

  #stage?: ImageStage;

  protected connected(signal: AbortSignal): void {
    const stage = this.querySelector<HTMLElement>('#stage')!;
    this.#stage = new ImageStage(stage, { fillsWindow: true, isAsHighAsImage: true }, signal);
    this.addEventListener('change', ({ target }) => {
      target instanceof HTMLInputElement && target.name === 'mode' && this.#show(target.value);
    }, { signal });
    this.#range?.addEventListener('input', () => this.#divide(), { signal });
    // As the style sheet has it until then.
    this.#show(innerWidth <= 680 ? 'slider' : 'side');
  }

  get #range(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>('.compare-slider input');
  }

  #show(mode: string): void {
    this.dataset['mode'] = mode;
    this.querySelectorAll<HTMLInputElement>('[name=mode]').forEach((choice) => (choice.checked = choice.value === mode));
    this.#divide();
    this.#stage?.reset();
  }

  #divide(): void {
    this.style.setProperty('--divide', `${this.#range?.value ?? 50}%`);
  }
}

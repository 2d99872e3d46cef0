import type { DarkroomMask } from './mask.js';
import { asDataUrl, takePictures } from './picture-intake.js';
import { counted, text } from '../shared/texts.js';

/** What the chosen provider takes to work from, as the server writes it. */
export interface EditRule {
  readonly max: number;
  readonly mask: boolean;
  /** Of all pictures together. */
  readonly total: number;
  /** Media types that are accepted; the server converts and reduces what the provider does not take. */
  readonly mimes: readonly string[];
  readonly words: string;
}

/** The pictures that the next run works from, and the mask. They stay when a provider is chosen that does not take them. */
export class DarkroomPictures extends HTMLElement {
  static define(tag = 'darkroom-pictures'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #rule: EditRule | undefined;
  /** Data URLs of the pictures that are not the gallery's. */
  readonly #sent = new WeakMap<Element, string>();
  readonly #bytes = new WeakMap<Element, number>();

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    takePictures(this.querySelector<HTMLInputElement>('#pictures')!, () => !this.hidden, (files) => void this.#add(files), signal);
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    if (this.#mask) {
      this.#mask.complain = (words) => this.#complain(words);
    }
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  /** A provider was chosen. */
  offer(rule: EditRule | undefined): void {
    this.#rule = rule;
    this.hidden = !rule;
    const words = this.querySelector('#picture-rule');
    if (rule && words) {
      words.textContent = rule.words;
    }
    this.#complain('');
    this.#changed();
  }

  /** What the order says of pictures; nothing where the provider takes none. */
  order(): { images?: string[]; mask?: string } {
    const images = this.#items.map((item) => this.#sent.get(item) ?? (item as HTMLElement).dataset['given'] ?? '');
    const mask = this.#rule?.mask ? this.#mask?.value : undefined;
    return !this.#rule || images.length === 0 ? {} : mask ? { images, mask } : { images };
  }

  get #list(): HTMLElement {
    return this.querySelector<HTMLElement>('.picture-list')!;
  }

  get #items(): Element[] {
    return [...this.#list.children];
  }

  get #mask(): DarkroomMask | null {
    return this.querySelector<DarkroomMask>('darkroom-mask');
  }

  async #add(files: readonly File[]): Promise<void> {
    const rule = this.#rule;
    if (!rule) {
      return;
    }
    let problem = '';
    for (const file of files) {
      const wrong = wrongWith(file, rule, this.#items.map((other) => this.#bytes.get(other) ?? 0));
      const url = wrong ? undefined : await asDataUrl(file);
      if (!url) {
        problem = wrong ?? text('LiveFileUnreadable', file.name);
        break;
      }
      this.#list.append(this.#thumbnail(file, url));
    }
    this.#changed();
    this.#complain(problem);
  }

  #thumbnail(file: File, url: string): Element {
    const item = this.querySelector('template')!.content.firstElementChild!.cloneNode(true) as HTMLElement;
    const shown = URL.createObjectURL(file);
    item.dataset['original'] = shown;
    Object.assign(item.querySelector('img')!, { src: shown, alt: file.name });
    item.querySelector('button')!.ariaLabel = text('LiveRemove', file.name);
    this.#sent.set(item, url);
    this.#bytes.set(item, file.size);
    return item;
  }

  #onClick(event: Event): void {
    const item = event.target instanceof Element ? event.target.closest('.picture-remove')?.closest<HTMLElement>('.picture') : null;
    if (item && item.parentElement === this.#list) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      URL.revokeObjectURL(item.dataset['original'] ?? '');
      this.#changed();
      this.#complain('');
      (next?.querySelector('button') ?? this.querySelector<HTMLElement>('#pictures'))?.focus();
    }
  }

  #changed(): void {
    const count = this.#items.length;
    this.#mask?.over((this.#items[0] as HTMLElement | undefined)?.dataset['original'], this.#rule?.mask === true);
    this.querySelector('[data-add]')?.toggleAttribute('hidden', count >= (this.#rule?.max ?? 0));
    const kept = document.querySelector<HTMLElement>('#pictures-kept');
    if (kept) {
      kept.hidden = !this.hidden || count === 0;
      kept.textContent = counted('LiveImagesUnused', count);
    }
  }

  #complain(problem: string): void {
    const place = this.querySelector<HTMLElement>('#picture-problem');
    if (place) {
      place.textContent = problem;
      place.hidden = !problem;
    }
  }
}

/** @param others The bytes of each that is there already. */
function wrongWith(file: File, rule: EditRule, others: readonly number[]): string | undefined {
  return others.length >= rule.max
    ? counted('LiveImagesFull', rule.max)
    // Some systems know no type for AVIF or TIFF; the server looks at the bytes.
    : file.type !== '' && !rule.mimes.includes(file.type)
      ? text('LiveFileRejected', file.name, rule.words)
      : file.size > rule.total
        ? text('LiveFileTooLarge', file.name, rule.words)
        : others.reduce((sum, bytes) => sum + bytes, file.size) > rule.total
          ? text('LiveFilesTooLarge', file.name, rule.total / 1024 / 1024)
          : undefined;
}

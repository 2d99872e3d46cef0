import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import { counted, text } from '../shared/texts.js';
import { readAsDataUrl } from './image-intake.js';
import type { DarkroomMask } from './mask.js';

/** The input images that the selected provider accepts, as rendered by the server. */
export interface InputImageRule {
  readonly max: number;
  readonly mask: boolean;
  /** The maximum size of all images together, in bytes. */
  readonly total: number;
  /** The accepted media types. The server converts and reduces images that the provider does not accept. */
  readonly mimes: readonly string[];
  readonly words: string;
}

/** The input images and the mask of the next run. They are kept if a provider is selected that does not accept them. */
export class DarkroomInputImages extends PageElement {
  static define(tag = 'darkroom-input-images'): void {
    customElements.define(tag, this);
  }

  #rule: InputImageRule | undefined;
  /** The data URLs of uploaded images. Gallery images have none. */
  readonly #dataUrls = new WeakMap<Element, string>();
  readonly #bytes = new WeakMap<Element, number>();

  protected connected(signal: AbortSignal): void {
    const input = this.querySelector<HTMLInputElement>('#images')!;
    input.addEventListener('change', () => {
      void this.add([...(input.files ?? [])]);
      // The same file can be chosen again.
      input.value = '';
    }, { signal });
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    if (this.#mask) {
      this.#mask.onProblem = (text) => this.showProblem(text);
    }
  }

  /** Shows the rule of the selected provider. */
  setRule(rule: InputImageRule | undefined): void {
    this.#rule = rule;
    this.hidden = !rule;
    const words = this.querySelector('#image-rule');
    if (rule && words) {
      words.textContent = rule.words;
    }
    this.showProblem('');
    this.#onListChanged();
  }

  /** Returns the image fields of the request; none if the provider accepts no images. */
  request(): { images?: string[]; mask?: string } {
    const images = this.#items.map((item) => this.#dataUrls.get(item) ?? (item as HTMLElement).dataset['given'] ?? '');
    const mask = this.#rule?.mask ? this.#mask?.value : undefined;
    return !this.#rule || images.length === 0 ? {} : mask ? { images, mask } : { images };
  }

  get #list(): HTMLElement {
    return this.querySelector<HTMLElement>('.image-list')!;
  }

  get #items(): Element[] {
    return [...this.#list.children];
  }

  get #mask(): DarkroomMask | null {
    return this.querySelector<DarkroomMask>('darkroom-mask');
  }

  /** @returns True if all were added. */
  async add(files: readonly File[]): Promise<boolean> {
    const rule = this.#rule;
    if (!rule) {
      return false;
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
    this.showProblem(problem);
    return !problem;
  }

  /**
   * Adds an image of the gallery.
   * @param alone True to remove the others.
   * @returns What restores the list as it was.
   */
  addStored(id: string, name: string, alone: boolean): () => void {
    const before = this.#items;
    const show = (items: readonly Element[]): void => {
      this.#list.replaceChildren(...items);
      this.#onListChanged();
    };
    const others = alone ? [] : before.filter((item) => (item as HTMLElement).dataset['given'] !== id);
    const max = this.#rule?.max ?? 0;
    this.showProblem(others.length < max ? '' : counted('LiveImagesFull', max));
    if (others.length < max) {
      const item = this.#item(siteUrl(`/images/${id}`), siteUrl(`/images/${id}/256`), name);
      item.dataset['given'] = id;
      show([...others, item]);
    }
    return () => show(before);
  }

  /** The address of the first image. */
  get first(): string | undefined {
    return (this.#items[0] as HTMLElement | undefined)?.dataset['original'];
  }

  /**
   * Replaces the first image and its mask.
   * @returns True if the image was accepted.
   */
  async replaceFirst(file: File, mask: Blob): Promise<boolean> {
    const [first, ...others] = this.#items;
    const invalid = this.#rule && fileProblem(file, this.#rule, others.map((other) => this.#bytes.get(other) ?? 0));
    const url = invalid ? undefined : await readAsDataUrl(file);
    this.showProblem(url ? '' : (invalid ?? text('LiveFileUnreadable', file.name)));
    if (!url) {
      return false;
    }
    first?.replaceWith(this.#thumbnail(file, url));
    this.#onListChanged();
    await this.#mask?.use(mask);
    return true;
  }

  showProblem(problem: string): void {
    showProblem(this, '#image-problem', problem);
  }

  #item(original: string, thumbnail: string, name: string): HTMLElement {
    const item = this.querySelector<HTMLTemplateElement>(':scope > template')!.content.firstElementChild!.cloneNode(true) as HTMLElement;
    item.dataset['original'] = original;
    Object.assign(item.querySelector('img')!, { src: thumbnail, alt: name });
    item.querySelector('button')!.ariaLabel = text('LiveRemove', name);
    return item;
  }

  #thumbnail(file: File, url: string): Element {
    const objectUrl = URL.createObjectURL(file);
    const item = this.#item(objectUrl, objectUrl, file.name);
    this.#dataUrls.set(item, url);
    this.#bytes.set(item, file.size);
    return item;
  }

  #onClick(event: Event): void {
    const item = event.target instanceof Element ? event.target.closest('.image-remove')?.closest<HTMLElement>('.image-item') : null;
    if (item && item.parentElement === this.#list) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      URL.revokeObjectURL(item.dataset['original'] ?? '');
      this.#onListChanged();
      this.showProblem('');
      (next?.querySelector('button') ?? this.querySelector<HTMLElement>('#images'))?.focus();
    }
  }

  #onListChanged(): void {
    const count = this.#items.length;
    this.#mask?.setImage(this.first, this.#rule?.mask === true);
    this.querySelector('[data-add]')?.toggleAttribute('hidden', count >= (this.#rule?.max ?? 0));
    const note = document.querySelector<HTMLElement>('#images-kept');
    if (note) {
      note.hidden = !this.hidden || count === 0;
      note.textContent = counted('LiveImagesUnused', count);
    }
  }
}

/** @param others The sizes, in bytes, of the images in the list. */
function fileProblem(file: File, rule: InputImageRule, others: readonly number[]): string | undefined {
  return others.length >= rule.max
    ? counted('LiveImagesFull', rule.max)
    // Some systems report no type for AVIF or TIFF. The server detects it from the bytes.
    : file.type !== '' && !rule.mimes.includes(file.type)
      ? text('LiveFileRejected', file.name, rule.words)
      : file.size > rule.total
        ? text('LiveFileTooLarge', file.name, rule.words)
        : others.reduce((sum, bytes) => sum + bytes, file.size) > rule.total
          ? text('LiveFilesTooLarge', file.name, rule.total / 1024 / 1024)
          : undefined;
}

import { text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import type { DarkroomLines } from './lines.js';

type Field = HTMLInputElement | HTMLTextAreaElement;

const described = ['message', 'audience', 'tone', 'visual_style', 'occasion'];

/** The share of words that a changed product may have in common with the earlier one and still be another product. */
const sameShare = 1 / 3;

/**
 * Offers to clear what describes the earlier product when another one is entered. Nothing is cleared without a click, and that can be undone.
 * The values that the page was rendered with (`defaultValue`) belong to the earlier product.
 */
export class ClearRest {
  readonly #form: HTMLFormElement;
  readonly #changed: () => void;

  /** @param changed Called after fields were cleared or restored. */
  constructor(form: HTMLFormElement, changed: () => void, signal: AbortSignal) {
    this.#form = form;
    this.#changed = changed;
    this.#product.addEventListener('change', () => this.#offer(), { signal });
    this.#place.addEventListener('click', (event) => this.#onClick(event.target as HTMLElement), { signal });
  }

  get #product(): HTMLTextAreaElement {
    return this.#form.querySelector<HTMLTextAreaElement>('#product')!;
  }

  get #place(): HTMLElement {
    return this.#form.querySelector<HTMLElement>('[data-clear-rest]')!;
  }

  #offer(): void {
    const rest = isReplaced(this.#product.defaultValue, this.#product.value) ? this.#labels() : [];
    this.#place.hidden = rest.length === 0;
    this.#place.querySelector('[role=status]')!.textContent = rest.length ? text('LiveRestDescribes', this.#product.defaultValue, rest.join(', ')) : '';
  }

  #onClick(target: HTMLElement): void {
    if (target.closest('[data-clear]')) {
      this.#clear();
    } else if (!target.closest('[data-keep-rest]')) {
      return;
    }
    this.#product.defaultValue = this.#product.value;
    this.#place.hidden = true;
    this.#product.focus();
  }

  #clear(): void {
    const { defaultValue } = this.#product;
    const before = [...this.#fields().map((field) => [field, field.value] as const)];
    const texts = this.#texts().map((list) => [list, list.values] as const);
    before.forEach(([field]) => (field.value = ''));
    texts.forEach(([list]) => (list.values = []));
    this.#changed();
    toast()?.show(text('LiveRestCleared'), () => {
      before.forEach(([field, value]) => (field.value ||= value));
      texts.forEach(([list, values]) => list.filled || (list.values = values));
      this.#product.defaultValue = defaultValue;
      this.#changed();
    });
  }

  /** The fields that no one changed since the page was rendered. */
  #fields(): Field[] {
    return [...this.#form.querySelectorAll<Field>('input:not([type]), textarea')].filter((field) =>
      field.value && field.value === field.defaultValue && (described.includes(field.name) || field.name.startsWith('small_print.') || 'example' in field.dataset));
  }

  /** The lists of headlines and calls to action that no one changed. */
  #texts(): DarkroomLines[] {
    return [...this.#form.querySelectorAll<DarkroomLines>('darkroom-lines')].filter((list) => list.filled > 0 && list.isUnchanged);
  }

  #labels(): string[] {
    const fields = this.#fields().map((field) => field.labels?.[0]?.textContent ?? '');
    return [...new Set([...fields, ...this.#texts().map((list) => list.ariaLabel ?? '')])].filter(Boolean);
  }
}

/** True if a text shares few words with the one that it replaces. Scripts without spaces are compared by character. */
function isReplaced(before: string, after: string): boolean {
  const [old, now] = [words(before), words(after)];
  return old.size > 0 && now.size > 0 && [...now].filter((word) => old.has(word)).length <= now.size * sameShare;
}

function words(value: string): Set<string> {
  return new Set(value.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]{3,}/gu));
}

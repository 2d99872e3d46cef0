// The searchable list of a provider's models: a combobox over the field, which still accepts any name. Loaded when the field is first used.
import { call } from '../shared/api.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { addOptionList, optionOf } from './option-list.js';

interface Model {
  readonly name: string;
  readonly price_usd?: number | null;
  readonly price_at_most?: boolean | null;
  readonly max_input_images: number;
  readonly mask: boolean;
  readonly backgrounds: readonly string[];
  readonly partial_images: number;
  readonly notice?: string | null;
  readonly listed?: boolean | null;
}

const listId = 'model-list';

/** Turns the field into a combobox and opens it. */
export function attachModelList(field: HTMLInputElement, provider: () => string, signal: AbortSignal): void {
  const options = addOptionList(field, listId, field.labels?.[0]?.textContent ?? '', (option) => choose(option), signal);
  const { list, activate } = options;
  field.removeAttribute('list');
  field.role = 'combobox';
  field.ariaExpanded = 'false';
  const models = new Map<string, Promise<readonly Model[]>>();
  /** True while a choice changes the field, which does not search. */
  let choosing = false;

  const load = (id: string): Promise<readonly Model[]> => {
    const known = models.get(id) ?? call<readonly Model[]>('GET', siteUrl(`/api/providers/${id}/models`)).then((answer) => {
      if (!answer.ok) {
        models.delete(id);
      }
      return answer.ok ? answer.value : [];
    });
    models.set(id, known);
    return known;
  };

  const close = (): void => {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    activate(undefined);
  };

  const open = async (filter: string): Promise<void> => {
    const id = provider();
    const all = await load(id);
    if (document.activeElement !== field || provider() !== id) {
      return;
    }
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = all.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
    activate(undefined);
    list.replaceChildren(...shown.map(modelOption));
    list.hidden = shown.length === 0;
    field.setAttribute('aria-expanded', String(!list.hidden));
  };

  const choose = (option: Element): void => {
    field.value = (option as HTMLElement).dataset['name'] ?? '';
    close();
    choosing = true;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    choosing = false;
  };

  const onKey = (event: KeyboardEvent): void => {
    const { active } = options;
    const all = [...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && !event.altKey) {
      event.preventDefault();
      const at = active ? all.indexOf(active) : step > 0 ? -1 : 0;
      list.hidden ? void open('').then(() => activate(list.children[step > 0 ? 0 : list.children.length - 1])) : activate(all.at((at + step) % all.length));
    } else if (event.key === 'Enter' && !list.hidden && active && !event.isComposing) {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };

  field.addEventListener('input', () => choosing || void open(field.value), { signal });
  field.addEventListener('keydown', onKey, { signal });
  field.addEventListener('focus', () => void open(''), { signal });
  field.addEventListener('click', () => list.hidden && void open(''), { signal });
  field.addEventListener('blur', close, { signal });
  void open('');
}

function modelOption(model: Model, index: number): HTMLElement {
  const option = optionOf(`${listId}-${index}`, [[model.name, 'model-name'], [factsOf(model), 'hint'], ...(model.notice ? [[model.notice, 'hint model-end'] as const] : [])]);
  option.dataset['name'] = model.name;
  return option;
}

function factsOf(model: Model): string {
  const { price_usd: price, max_input_images: inputs } = model;
  return [
    typeof price !== 'number' ? text('LiveModelPriceUnknown')
      : price === 0 ? '' : text(model.price_at_most ? 'LiveModelPriceUpTo' : 'LiveModelPrice', text('LiveDollars', price.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 4 }))),
    inputs > 0 ? text('LiveModelEdits', inputs) : '',
    model.mask ? text('LiveModelMask') : '',
    model.backgrounds.includes('transparent') ? text('LiveModelTransparent') : '',
    model.partial_images > 0 ? text('LiveModelPartials') : '',
    model.listed === false ? text('LiveModelUnlisted') : '',
  ].filter(Boolean).join(' · ');
}

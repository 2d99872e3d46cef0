// The options of an engine in the form: shown for the selected model, filled in, with the names that the provider's server has. Loaded when a model has some.
import { call } from '../shared/api.js';
import { siteUrl } from '../shared/site.js';
import type { EngineOptions, OptionsOffer, WorkflowField } from './provider-options.js';

interface OptionNames {
  readonly samplers: readonly string[];
  readonly schedulers: readonly string[];
  readonly loras: readonly string[];
}

const fieldPrefix = 'options.fields.';
const attached = new WeakSet<Element>();

/** Shows the options of a model and hides the others. */
export function showOptions(form: HTMLFormElement, offer: OptionsOffer | undefined): void {
  const all = form.querySelector<HTMLElement>('#engine-options');
  if (!all) {
    return;
  }
  attach(form, all);
  all.hidden = !offer;
  for (const place of all.querySelectorAll<HTMLElement>('[data-option]')) {
    const name = place.dataset['option']!;
    const input = place.querySelector<HTMLInputElement>(`#option-${name}`);
    const number = offer?.numbers[name];
    const text = offer?.names[name];
    place.hidden = name === 'loras' ? !offer?.loras : name === 'fields' ? !offer?.fields : number === undefined && text === undefined;
    if (input && number) {
      Object.assign(input, { min: String(number.min), max: String(number.max), step: number.whole ? '1' : 'any', placeholder: String(number.default ?? '') });
    } else if (input) {
      input.placeholder = text ?? '';
    }
  }
  showFields(all.querySelector('#workflow-fields')!, offer?.fields ?? []);
  const loras = all.querySelector<HTMLElement>('#loras')!;
  loras.dataset['max'] = String(offer?.loras ?? 0);
  updateRows(loras);
}

/** Fills in all options; those that are missing are not set. */
export function fillOptions(form: HTMLFormElement, values: EngineOptions = {}): void {
  const all = form.querySelector<HTMLElement>('#engine-options')!;
  for (const input of all.querySelectorAll<HTMLInputElement>('[id^=option-]')) {
    const value = values[input.name.slice('options.'.length) as keyof EngineOptions] as string | number | null | undefined;
    input.value = String(value ?? '');
  }
  for (const input of all.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name^="${fieldPrefix}"]`)) {
    input.value = values.fields?.[input.name.slice(fieldPrefix.length)] ?? (input instanceof HTMLSelectElement ? input.dataset['initial'] ?? '' : '');
  }
  const loras = all.querySelector<HTMLElement>('#loras')!;
  const wanted = values.loras ?? [];
  while (rowsOf(loras).length > Math.max(1, wanted.length)) {
    rowsOf(loras).at(-1)!.remove();
  }
  while (rowsOf(loras).length < wanted.length) {
    addRow(loras);
  }
  rowsOf(loras).forEach((row, index) => setRow(row, wanted[index]?.name ?? '', String(wanted[index]?.weight ?? '')));
  updateRows(loras);
}

function attach(form: HTMLFormElement, all: HTMLElement): void {
  if (attached.has(all)) {
    return;
  }
  attached.add(all);
  let listed = '';
  all.addEventListener('focusin', (event) => {
    const provider = form.querySelector<HTMLSelectElement>('#provider')!.value;
    if (event.target instanceof HTMLInputElement && event.target.list && listed !== provider) {
      listed = provider;
      void list(all, provider).then((known) => listed = known ? listed : '');
    }
  });
  all.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('[data-lora]');
    const loras = button?.closest<HTMLElement>('#loras');
    if (button && loras) {
      button.dataset['lora'] === 'add' ? addRow(loras).querySelector('input')!.focus() : removeRow(loras, button.closest<HTMLElement>('.lora-row')!);
      updateRows(loras);
    }
  });
}

/** Loads the names that the provider's server has. Others can be typed. */
async function list(all: HTMLElement, provider: string): Promise<boolean> {
  const answer = await call<OptionNames>('GET', siteUrl(`/api/providers/${provider}/options`));
  if (answer.ok) {
    for (const [id, names] of [['sampler', answer.value.samplers], ['scheduler', answer.value.schedulers], ['lora', answer.value.loras]] as const) {
      all.querySelector(`#${id}-names`)!.replaceChildren(...names.map((name) => new Option(name, name)));
    }
  }
  return answer.ok;
}

function rowsOf(loras: HTMLElement): HTMLElement[] {
  return [...loras.querySelectorAll<HTMLElement>('.lora-row')];
}

function setRow(row: HTMLElement, name: string, weight: string): void {
  const [first, second] = row.querySelectorAll('input');
  first!.value = name;
  second!.value = weight;
}

function addRow(loras: HTMLElement): HTMLElement {
  const last = rowsOf(loras).at(-1)!;
  const row = last.cloneNode(true) as HTMLElement;
  setRow(row, '', '');
  last.after(row);
  return row;
}

/** The last row is emptied instead. */
function removeRow(loras: HTMLElement, row: HTMLElement): void {
  const rows = rowsOf(loras);
  const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  if (next) {
    row.remove();
  } else {
    setRow(row, '', '');
  }
  (next ?? row).querySelector('input')!.focus();
}

/** Numbers the rows, and shows the buttons that need this script. */
function updateRows(loras: HTMLElement): void {
  const rows = rowsOf(loras);
  for (const [index, row] of rows.entries()) {
    for (const control of row.querySelectorAll('input')) {
      control.ariaLabel = (control.ariaLabel ?? '').replace(/\d+/, String(index + 1));
    }
    row.querySelector('button')!.hidden = false;
  }
  loras.querySelector<HTMLElement>('#add-lora')!.hidden = rows.length >= Number(loras.dataset['max']);
}

/** Shows the fields of a workflow. Those that are there stay. */
function showFields(place: Element, fields: readonly WorkflowField[]): void {
  const shown = [...place.querySelectorAll<HTMLInputElement>(`[name^="${fieldPrefix}"]`)].map((input) => input.name).join();
  if (shown !== fields.map(({ name }) => fieldPrefix + name).join()) {
    place.replaceChildren(...fields.map(fieldOf));
  }
}

function fieldOf({ name, label, kind, default: initial, choices }: WorkflowField): HTMLElement {
  const id = fieldPrefix + name;
  const control = kind === 'choice'
    ? document.createElement('select')
    : Object.assign(document.createElement('input'), { type: kind === 'number' ? 'number' : 'text', placeholder: initial ?? '' });
  Object.assign(control, { id, name: id });
  if (control instanceof HTMLSelectElement) {
    control.append(...choices.map((one) => new Option(one, one, one === initial, one === initial)));
    control.dataset['initial'] = initial ?? '';
  } else {
    control.step = 'any';
    control.dataset['limit'] = '2000';
  }
  const place = document.createElement('div');
  place.className = 'field';
  place.append(Object.assign(document.createElement('label'), { htmlFor: id, textContent: label }), control);
  return place;
}

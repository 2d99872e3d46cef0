// What would start: each prompt on each provider, with its cost. Loaded when a prompt has alternatives or runs on several providers.
import { call, fetchPage } from '../shared/api.js';
import { showPanel } from '../shared/panel.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';

export interface PlannedProvider {
  readonly provider: string;
  readonly name: string;
  readonly model?: string | null;
  readonly size: string;
  readonly quality?: string | null;
  readonly n: number;
  /** Missing if the cost is unknown. */
  readonly prompt_usd?: number | null;
  readonly changes: readonly string[];
  readonly problem?: string | null;
}

interface Plan {
  /** What starts, as a text; missing for a single prompt. */
  readonly in_words?: string | null;
  readonly prompts: readonly string[];
  readonly providers: readonly PlannedProvider[];
}

export interface PlannedRun {
  readonly prompt: string;
  readonly provider: PlannedProvider;
}

/** Any id: only the number of images matters before they are sent. */
const anyImage = '0'.repeat(32);

/**
 * Asks the server what a request stands for, and the user if that is more than one run.
 * @returns The runs to start, or why there are none: an empty text if the user decided against it.
 */
export async function planRuns(request: Record<string, unknown>, alsoOn: readonly string[]): Promise<{ readonly runs: readonly PlannedRun[] } | { readonly problem: string }> {
  const answer = await expand(request, alsoOn);
  if (!answer.ok) {
    return { problem: answer.problem };
  }
  const { prompts, providers } = answer.value;
  const runs = prompts.flatMap((prompt) => providers.map((provider) => ({ prompt, provider })));
  const problem = providers.length === 1 ? providers[0]!.problem : undefined;
  if (problem) {
    return { problem };
  }
  return runs.length === 1 ? { runs } : chooseRuns(answer.value);
}

/** Returns what a request with several prompts starts, as a text; empty if it has one prompt, or is not valid yet. */
export async function planInWords(request: Record<string, unknown>, alsoOn: readonly string[]): Promise<string> {
  const answer = await expand(request, alsoOn);
  return (answer.ok && answer.value.in_words) || '';
}

function expand(request: Record<string, unknown>, alsoOn: readonly string[]): ReturnType<typeof call<Plan>> {
  const { images, mask, ...others } = request;
  const small = { ...others, ...(Array.isArray(images) ? { images: images.map(() => anyImage) } : {}), ...(mask ? { mask: anyImage } : {}) };
  return call<Plan>('POST', siteUrl('/api/prompts/expand'), { request: small, also_on: alsoOn });
}

async function chooseRuns(plan: Plan): Promise<{ readonly runs: readonly PlannedRun[] } | { readonly problem: string }> {
  const source = (await fetchPage(siteUrl('/studio/matrix')))?.getElementById('matrix');
  if (!source) {
    return { problem: text('LiveServerUnreachable') };
  }
  const dialog = document.importNode(source, true) as HTMLDialogElement;
  const cells = fill(dialog, plan);
  dialog.addEventListener('change', (event) => onChange(dialog, cells, event.target as HTMLInputElement));
  return new Promise((resolve) => {
    showPanel(dialog, () => {
      const runs = dialog.returnValue === 'start' ? [...cells].filter(([box]) => box.checked).map(([, run]) => run) : [];
      resolve(runs.length ? { runs } : { problem: '' });
    });
    dialog.querySelector<HTMLElement>('[data-start]')!.focus();
  });
}

/** @returns The check box of each run that is possible. */
function fill(dialog: HTMLDialogElement, { prompts, providers }: Plan): Map<HTMLInputElement, PlannedRun> {
  const cells = new Map<HTMLInputElement, PlannedRun>();
  const head = dialog.querySelector('thead tr')!;
  for (const provider of providers) {
    const cell = Object.assign(document.createElement('th'), { scope: 'col' });
    const label = document.createElement('label');
    const box = checkBox(filled(dialog, 'column', provider.name));
    box.dataset['all'] = provider.provider;
    label.append(...(providers.length > 1 && !provider.problem ? [box] : []), provider.name);
    cell.append(label, ...[provider.problem ?? provider.changes.join(', ')].filter(Boolean).map((note) => line(note, provider.problem ? 'wrong' : 'hint')));
    head.append(cell);
  }
  const body = dialog.querySelector('tbody')!;
  for (const prompt of prompts) {
    const row = body.insertRow();
    row.append(Object.assign(document.createElement('th'), { scope: 'row', textContent: prompt }));
    for (const provider of providers) {
      const cell = row.insertCell();
      if (!provider.problem) {
        const label = document.createElement('label');
        const box = checkBox(filled(dialog, 'run', prompt, provider.name));
        box.dataset['provider'] = provider.provider;
        cells.set(box, { prompt, provider });
        label.append(box, line(filled(dialog, 'cell', provider.n, costOf(dialog, provider.prompt_usd === undefined || provider.prompt_usd === null ? provider.prompt_usd : provider.prompt_usd / provider.n)), 'hint'));
        cell.append(label);
      }
    }
  }
  sum(dialog, cells);
  return cells;
}

function onChange(dialog: HTMLDialogElement, cells: ReadonlyMap<HTMLInputElement, PlannedRun>, changed: HTMLInputElement): void {
  const { all } = changed.dataset;
  for (const [box, { provider }] of cells) {
    box.checked = all === provider.provider ? changed.checked : box.checked;
  }
  for (const column of dialog.querySelectorAll<HTMLInputElement>('[data-all]')) {
    column.checked = [...cells].some(([box, { provider }]) => box.checked && provider.provider === column.dataset['all']);
  }
  sum(dialog, cells);
}

/** Shows the number of images and their cost. */
function sum(dialog: HTMLDialogElement, cells: ReadonlyMap<HTMLInputElement, PlannedRun>): void {
  const chosen = [...cells].filter(([box]) => box.checked).map(([, run]) => run.provider);
  const images = chosen.reduce((all, { n }) => all + n, 0);
  const usd = chosen.some(({ prompt_usd }) => typeof prompt_usd !== 'number') ? undefined : chosen.reduce((all, { prompt_usd }) => all + prompt_usd!, 0);
  const cost = usd === undefined || usd === 0 ? costOf(dialog, usd) : filled(dialog, 'about', costOf(dialog, usd));
  dialog.querySelector('[data-sum]')!.textContent = filled(dialog, 'total', filled(dialog, images === 1 ? 'one' : 'many', images), cost);
  dialog.querySelector<HTMLButtonElement>('[data-start]')!.disabled = images === 0;
}

function costOf(dialog: HTMLDialogElement, usd: number | null | undefined): string {
  return typeof usd !== 'number' ? dialog.dataset['unknown']!
    : usd === 0 ? dialog.dataset['free']!
      : text('LiveDollars', usd.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: usd < 0.1 ? 4 : 2 }));
}

function filled(dialog: HTMLDialogElement, name: string, ...values: readonly (string | number)[]): string {
  return dialog.dataset[name]!.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
}

function checkBox(name: string): HTMLInputElement {
  return Object.assign(document.createElement('input'), { type: 'checkbox', checked: true, ariaLabel: name });
}

function line(content: string, kind: string): HTMLElement {
  return Object.assign(document.createElement('span'), { className: kind, textContent: content });
}

// The panels of the history and of the presets, and the improvement of the prompt. Loaded when one is first used. The server renders the panels
// (HistoryPage.razor, PresetsPage.razor), so that their texts are not part of every page.
import { call, fetchPage } from '../shared/api.js';
import { replaceText } from '../shared/browser-features.js';
import { fieldsOf } from '../shared/form-fields.js';
import { showPanel } from '../shared/panel.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import type { Composer } from './composer.js';
import { applySettings, type Preset } from './preset.js';

const searchMs = 200;

/** Opens a tool. @param opener Gets the focus when its panel closes. */
export async function openTool(opener: HTMLElement, composer: Composer): Promise<void> {
  switch (opener.dataset['promptTool']) {
    case 'history':
      await openHistory(opener, composer);
      break;
    case 'presets':
      await openPresets(opener, composer);
      break;
    default:
      await improve(opener, composer);
  }
}

async function loadPanel(path: string): Promise<HTMLElement | null> {
  const source = (await fetchPage(path))?.getElementById('prompt-panel');
  return source ? document.importNode(source, true) : null;
}

async function openPanel(opener: HTMLElement): Promise<HTMLDialogElement | undefined> {
  const panel = await loadPanel((opener as HTMLAnchorElement).href);
  if (!panel || document.querySelector('dialog.prompt-dialog')) {
    // Or pressed twice.
    panel ?? toast()?.show(text('LiveServerUnreachable'));
    return undefined;
  }
  const dialog = Object.assign(document.createElement('dialog'), { className: 'queue-panel prompt-dialog' });
  dialog.setAttribute('aria-labelledby', 'panel-title');
  dialog.append(panel);
  showPanel(dialog, () => document.activeElement === document.body && opener.focus({ preventScroll: true }));
  return dialog;
}

async function openHistory(opener: HTMLElement, composer: Composer): Promise<void> {
  const dialog = await openPanel(opener);
  if (!dialog) {
    return;
  }
  const search = dialog.querySelector<HTMLFormElement>('.history-search')!;
  const list = (): HTMLElement => dialog.querySelector<HTMLElement>('[data-list]')!;
  let timer = 0;
  let asked = 0;
  const find = async (): Promise<void> => {
    const number = ++asked;
    const query = fieldsOf(search);
    const found = (await loadPanel(`${search.action}?${query}`))?.querySelector('[data-list]');
    if (found && number === asked) {
      list().replaceWith(found);
    }
  };
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void find(), searchMs);
  });
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    event.target === search ? void find() : void changeHistory(dialog, (event as SubmitEvent).submitter as HTMLButtonElement, find);
  });
  dialog.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('[data-insert], [data-more]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    if ('more' in link.dataset) {
      void addEarlier(link, list());
    } else {
      // The prompt behind a modal dialog cannot get the focus.
      dialog.close();
      composer.replacePrompt(link.dataset['prompt'] ?? '', link.dataset['negative']);
    }
  });
  search.querySelector<HTMLInputElement>('[name=q]')!.focus();
}

async function changeHistory(dialog: HTMLDialogElement, button: HTMLButtonElement, reload: () => Promise<void>): Promise<void> {
  if ('clear' in button.dataset) {
    if (confirm(button.dataset['confirm'])) {
      await reported(dialog, 'DELETE', '/api/prompts') && await reload();
    }
    return;
  }
  const item = button.closest<HTMLElement>('[data-id]')!;
  const url = `/api/prompts/${item.dataset['id']}`;
  if ('delete' in button.dataset) {
    if (await reported(dialog, 'DELETE', url)) {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      (next?.querySelector<HTMLElement>('[data-delete]') ?? dialog.querySelector<HTMLElement>('[name=q]'))?.focus();
    }
  } else {
    const starred = button.ariaPressed !== 'true';
    if (await reported(dialog, 'PUT', url, { starred })) {
      button.ariaPressed = String(starred);
    }
  }
}

async function addEarlier(link: HTMLAnchorElement, list: HTMLElement): Promise<void> {
  const more = (await loadPanel(link.href))?.querySelector('[data-list]');
  if (more) {
    const items = [...more.querySelectorAll('li')];
    list.querySelector('ol')!.append(...items);
    link.parentElement!.remove();
    list.append(...more.querySelectorAll('.earlier'));
    items[0]?.querySelector<HTMLElement>('a')?.focus();
  }
}

async function openPresets(opener: HTMLElement, composer: Composer): Promise<void> {
  const dialog = await openPanel(opener);
  if (!dialog) {
    return;
  }
  const prepare = (): void => {
    const form = dialog.querySelector<HTMLFormElement>('.preset-new form')!;
    form.querySelector<HTMLElement>('[data-with-settings]')!.hidden = false;
    const { prompt = '', negative_prompt = '' } = composer.request() as { prompt?: string; negative_prompt?: string };
    form.querySelector<HTMLTextAreaElement>('[name=prompt]')!.value = prompt;
    form.querySelector<HTMLInputElement>('[name=negative_prompt]')!.value = negative_prompt;
  };
  const reload = async (): Promise<void> => {
    const fresh = await loadPanel((opener as HTMLAnchorElement).href);
    if (fresh) {
      dialog.querySelector('[data-list]')!.replaceWith(fresh.querySelector('[data-list]')!);
      dialog.querySelector('.preset-new')!.replaceWith(fresh.querySelector('.preset-new')!);
      prepare();
      dialog.querySelector<HTMLElement>('#panel-title')!.focus();
    }
  };
  prepare();
  dialog.addEventListener('submit', (event) => {
    event.preventDefault();
    void changePreset(dialog, event.target as HTMLFormElement, (event as SubmitEvent).submitter as HTMLButtonElement, composer, reload);
  });
  dialog.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-apply]') : null;
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      dialog.close();
      applyPreset(presetOf(link), composer);
    }
  });
  dialog.querySelector<HTMLElement>('[data-apply], .preset-new [name=name]')?.focus();
}

function presetOf(element: Element): Preset {
  return JSON.parse(element.closest<HTMLElement>('[data-preset]')!.dataset['preset']!) as Preset;
}

/** Names the preset in the prompt, if it has texts, and uses its settings. */
function applyPreset(preset: Preset, composer: Composer): void {
  const { prompt } = composer;
  const before = prompt.value.trimEnd();
  const named = before.split(/\s+/).some((word) => word.toLowerCase() === `@${preset.name.toLowerCase()}`);
  if ((preset.prompt || preset.negative_prompt) && !named) {
    replaceText(prompt, `${before ? ' ' : ''}@${preset.name} `, before.length, prompt.value.length);
  } else {
    prompt.focus();
  }
  applySettings(preset, composer);
}

async function changePreset(dialog: HTMLDialogElement, form: HTMLFormElement, button: HTMLButtonElement, composer: Composer, reload: () => Promise<void>): Promise<void> {
  const existing = form.closest('[data-preset]') ? presetOf(form) : undefined;
  const url = siteUrl(`/api/presets${existing ? `/${encodeURIComponent(existing.name)}` : ''}`);
  if (existing && 'delete' in button.dataset) {
    const answer = await call('DELETE', url);
    if (answer.ok) {
      await reload();
      toast()?.show(dialog.querySelector<HTMLElement>('#prompt-panel')!.dataset['deleted']!.replace('{0}', existing.name), () => void call('PUT', url, bodyOf(existing)).then(reload));
    }
    showProblem(dialog, '[data-problem]', answer.ok ? '' : answer.problem);
    return;
  }
  const field = (name: string): string => String(new FormData(form).get(name) ?? '');
  const settings = existing ? existing.settings : form.querySelector<HTMLInputElement>('[data-with-settings] input')?.checked ? composer.settings() : {};
  const answer = await call(existing ? 'PUT' : 'POST', url, bodyOf({ name: field('name'), prompt: field('prompt'), negative_prompt: field('negative_prompt'), settings }));
  showProblem(form, '[data-wrong]', answer.ok ? '' : answer.problem);
  answer.ok && await reload();
}

function bodyOf({ name, prompt, negative_prompt, settings }: Preset): object {
  return { name, prompt, negative_prompt: negative_prompt || undefined, settings };
}

/** @returns True if the server has done it. */
async function reported(dialog: HTMLDialogElement, method: string, path: string, body?: object): Promise<boolean> {
  const answer = await call(method, siteUrl(path), body);
  showProblem(dialog, '[data-problem]', answer.ok ? '' : answer.problem);
  return answer.ok;
}

/** Shows a suggestion, which the user accepts or dismisses. */
async function improve(button: HTMLElement, composer: Composer): Promise<void> {
  const { form } = composer;
  const prompt = composer.prompt.value.trim();
  if (!prompt || button.ariaDisabled === 'true') {
    composer.prompt.focus();
    return;
  }
  const label = button.querySelector('span')!;
  const name = label.textContent;
  button.ariaDisabled = 'true';
  label.textContent = button.dataset['busy']!;
  const answer = await call<{ readonly prompt: string }>('POST', siteUrl('/api/prompts/improve'), { prompt });
  button.ariaDisabled = null;
  label.textContent = name;
  showProblem(form, '#improve-problem', answer.ok ? '' : answer.problem);
  const box = form.querySelector<HTMLElement>('#suggestion')!;
  box.hidden = !answer.ok;
  if (!answer.ok) {
    return;
  }
  box.querySelector('.suggestion-text')!.textContent = answer.value.prompt;
  box.querySelector<HTMLElement>('[data-use]')!.onclick = (event) => {
    box.hidden = true;
    composer.replacePrompt(answer.value.prompt);
    toast()?.show((event.currentTarget as HTMLElement).dataset['used']!);
  };
  box.querySelector<HTMLElement>('[data-dismiss]')!.onclick = () => {
    box.hidden = true;
    composer.prompt.focus();
  };
  box.focus();
}

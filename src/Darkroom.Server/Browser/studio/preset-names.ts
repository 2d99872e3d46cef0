// Suggests the names of presets while one is written after an @. Loaded when an @ is first written.
import { call, type CallResult } from '../shared/api.js';
import { replaceText } from '../shared/browser-features.js';
import { siteUrl } from '../shared/site.js';
import type { Composer } from './composer.js';
import { addOptionList, optionOf } from './option-list.js';
import { applySettings, type Preset } from './preset.js';

const listId = 'preset-names';
const unfinished = /(?:^|[\s({|,])@([\p{L}\p{M}\p{N}_-]*)$/u;

/** Turns the prompt into a field with suggestions, which an @ at the start of a word opens. */
export function attachPresetNames(composer: Composer, signal: AbortSignal): void {
  const field = composer.prompt;
  const options = addOptionList(field, listId, document.querySelector('[data-prompt-tool=presets]')?.textContent ?? '', (option) => choose(option), signal);
  const { list, activate } = options;
  const presets = new Map<Element, Preset>();
  /** What is written of a name; undefined if none is. */
  const written = (): string | undefined => unfinished.exec(field.value.slice(0, field.selectionStart))?.[1];
  let known: ReturnType<typeof loadPresets> | undefined;

  const close = (): void => {
    list.hidden = true;
    activate(undefined);
  };

  const open = async (): Promise<void> => {
    const begun = written()?.toLowerCase();
    // Loaded once for each name.
    const answer = begun === undefined ? (known = undefined) : await (known ??= loadPresets());
    if (begun !== written()?.toLowerCase()) {
      return;
    }
    const shown = answer?.ok ? answer.value.presets.filter(({ name }) => name.toLowerCase().startsWith(begun!)) : [];
    presets.clear();
    list.replaceChildren(...shown.slice(0, 50).map((preset, index) => {
      const option = optionOf(`${listId}-${index}`, [[`@${preset.name}`, 'model-name'], [preset.prompt, 'hint']]);
      presets.set(option, preset);
      return option;
    }));
    list.hidden = shown.length === 0;
    // Below the prompt, whose height follows its text.
    Object.assign(list.style, { top: `${field.offsetTop + field.offsetHeight}px`, left: `${field.offsetLeft}px` });
    activate(list.children[0]);
  };

  const choose = (option: Element): void => {
    const preset = presets.get(option)!;
    const end = field.selectionStart;
    const begun = written() ?? '';
    close();
    replaceText(field, `${preset.name}${/^\s/.test(field.value.slice(end)) ? '' : ' '}`, end - begun.length, end);
    applySettings(preset, composer);
  };

  field.addEventListener('input', () => void open(), { signal });
  // Before the keys of the form, of which Enter with Control starts a run.
  field.addEventListener('keydown', (event) => {
    const { active } = options;
    const all = [...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (step !== undefined) {
      activate(all.at((all.indexOf(active!) + step) % all.length));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && active) {
      choose(active);
    } else if (event.key === 'Escape') {
      close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
  field.addEventListener('blur', close, { signal });
  void open();
}

function loadPresets(): Promise<CallResult<{ readonly presets: readonly Preset[] }>> {
  return call('GET', siteUrl('/api/presets'));
}

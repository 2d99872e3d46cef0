// Translates the copy of one language. Loaded when it is first used.
import { call } from '../shared/api.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import { counted, text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import type { DarkroomBrief } from './brief.js';
import { setMarks, textsOf } from './marks.js';

interface Translated {
  readonly version: number;
  readonly copy: {
    readonly headlines: readonly string[];
    readonly calls_to_action: readonly string[];
    readonly small_print?: string;
    readonly unchecked: readonly string[];
  };
  readonly translated: number;
  readonly left_out: number;
}

/**
 * Saves the brief and replaces the texts that are not translated yet.
 * @returns The problem; empty if there is none.
 */
export async function translate(brief: DarkroomBrief, panel: HTMLElement, button: HTMLElement): Promise<string> {
  if (button.ariaDisabled === 'true' || !(await brief.save())) {
    return '';
  }
  const before = new Map(textsOf(panel).map(([key, field]) => [key, field.value]));
  button.ariaDisabled = 'true';
  button.setAttribute('aria-busy', 'true');
  const answer = await brief.withoutSaving(() =>
    call<Translated>('POST', siteUrl(`/api/campaigns/${brief.campaign}/translations`), { language: panel.dataset['language'] }));
  button.ariaDisabled = null;
  button.removeAttribute('aria-busy');
  showProblem(panel, '[data-translate-problem]', answer.ok ? '' : answer.problem);
  if (!answer.ok) {
    return answer.problem;
  }
  const { copy, translated, left_out, version } = answer.value;
  brief.version = version;
  const fresh: Readonly<Record<string, string | undefined>> = Object.fromEntries([
    ...copy.headlines.map((value, index) => [`headline.${index}`, value]),
    ...copy.calls_to_action.map((value, index) => [`call_to_action.${index}`, value]),
    ['small_print', copy.small_print],
  ]);
  for (const [key, field] of textsOf(panel)) {
    // What was typed in the meantime stays.
    if (field.value === before.get(key)) {
      field.value = fresh[key] ?? field.value;
    }
  }
  setMarks(panel, textsOf(panel).filter(([key, field]) => copy.unchecked.includes(key) && field.value === fresh[key]).map(([key]) => key));
  toast()?.show(left_out ? text('LiveTranslatedSome', translated, left_out) : counted('LiveTranslated', translated));
  return '';
}

// Suggestions of the text model for copy and concepts. Loaded when it is first used. Nothing is used before someone accepts it.
import { call } from '../shared/api.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { BriefEvent } from './brief-event.js';
import type { DarkroomBrief } from './brief.js';
import type { DarkroomLines } from './lines.js';

interface Draft {
  readonly headlines: readonly string[];
  readonly calls_to_action: readonly string[];
  readonly messages: readonly string[];
  readonly scenes: readonly string[];
}

interface Campaign {
  readonly version: number;
  readonly concepts: readonly { readonly index: number; readonly images: readonly { readonly shape: string; readonly prompt: string }[] }[];
}

/** The beginning of a prompt, before the sentences about its shape and the calm area. */
const scenePart = /^.*?(?=(?:A square|An upright|A wide) image\.)/s;

/** Asks for suggestions and lists them in the place for them. */
export async function draft(brief: DarkroomBrief, button: HTMLElement, place: HTMLElement): Promise<void> {
  if (button.ariaDisabled === 'true') {
    return;
  }
  button.ariaDisabled = 'true';
  button.setAttribute('aria-busy', 'true');
  const answer = await call<Draft>('POST', siteUrl('/api/campaigns/drafts'), describe(brief));
  button.ariaDisabled = null;
  button.removeAttribute('aria-busy');
  showProblem(brief, '[data-draft-problem]', answer.ok ? '' : answer.problem);
  const lists = place.querySelector<HTMLElement>('[data-drafts]')!;
  lists.replaceChildren();
  place.hidden = !answer.ok;
  if (!answer.ok) {
    return;
  }
  const { headlines, calls_to_action, messages, scenes } = answer.value;
  lists.append(
    ...listOf(text('LiveDraftHeadlines'), headlines, (value) => addLine(brief, 0, value)),
    ...listOf(text('LiveDraftCalls'), calls_to_action, (value) => addLine(brief, 1, value)),
    ...listOf(text('LiveDraftMessages'), messages, (value) => setField(brief.querySelector<HTMLTextAreaElement>('#message')!, value)),
    ...listOf(text('LiveDraftScenes'), scenes.slice(0, Number(brief.querySelector<HTMLInputElement>('#concepts')?.value) || 1),
      (value, index) => useScene(brief, index, value)),
  );
  place.querySelector<HTMLElement>('h3')?.focus();
}

function describe(brief: DarkroomBrief): object {
  const field = (name: string): string => brief.querySelector<HTMLInputElement>(`[name=${name}]`)?.value.trim() ?? '';
  const words = field('words_to_avoid').split(',').map((word) => word.trim()).filter(Boolean);
  return {
    ...Object.fromEntries(['product', 'kind', 'brand', 'audience', 'message', 'tone', 'occasion', 'language'].map((name) => [name, field(name)])),
    words_to_avoid: words,
  };
}

function listOf(title: string, values: readonly string[], use: (value: string, index: number) => void | Promise<void>): HTMLElement[] {
  if (!values.length) {
    return [];
  }
  const heading = Object.assign(document.createElement('h4'), { textContent: title });
  const list = document.createElement('ul');
  list.append(...values.map((value, index) => {
    const item = document.createElement('li');
    const tag = Object.assign(document.createElement('span'), { className: 'tag', textContent: text('LiveDraftTag') });
    const words = Object.assign(document.createElement('span'), { className: 'draft-text', textContent: value, dir: 'auto' });
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button small', textContent: text('LiveDraftUse') });
    button.ariaLabel = `${text('LiveDraftUse')}: ${value}`;
    button.addEventListener('click', () => {
      button.disabled = true;
      tag.remove();
      void use(value, index);
    });
    item.append(tag, words, button);
    return item;
  }));
  return [heading, list];
}

/** Adds a line to the headlines or the calls to action of the first language. */
function addLine(brief: DarkroomBrief, index: number, value: string): void {
  const list = brief.querySelectorAll<DarkroomLines>('.language:first-of-type darkroom-lines')[index];
  if (list && list.values.length < Number(list.dataset['most'])) {
    list.values = [...list.values, value];
    list.querySelector('input')?.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function setField(field: HTMLTextAreaElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Replaces the scene in the prompts of a concept, which are written first if they are missing. */
async function useScene(brief: DarkroomBrief, concept: number, scene: string): Promise<void> {
  if (!(await brief.save())) {
    return;
  }
  const campaign = siteUrl(`/api/campaigns/${brief.campaign}`);
  await brief.withoutSaving(async () => {
    let stored = await call<Campaign>('GET', campaign);
    if (stored.ok && !stored.value.concepts.some(({ index }) => index === concept)) {
      stored = await call<Campaign>('POST', `${campaign}/prompts`);
    }
    const images = stored.ok ? (stored.value.concepts.find(({ index }) => index === concept)?.images ?? []) : [];
    for (const { shape, prompt } of images) {
      const rest = scenePart.test(prompt) ? prompt.replace(scenePart, '') : prompt;
      stored = await call<Campaign>('PUT', `${campaign}/prompts/${concept}/${shape}`, { prompt: `${scene} ${rest}` });
    }
    if (stored.ok) {
      brief.version = stored.value.version;
    }
    showProblem(brief, '[data-draft-problem]', stored.ok ? '' : stored.problem);
  });
  brief.dispatchEvent(new BriefEvent(brief.campaign));
}

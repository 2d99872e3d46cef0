import { call } from '../shared/api.js';
import { siteUrl } from '../shared/site.js';
import { readAsDataUrl } from './image-intake.js';
import type { EngineOptions } from './provider-options.js';

/** The request of a generation, as the server has stored it. */
export interface StoredRequest {
  readonly prompt: string;
  readonly provider: string;
  readonly n: number;
  /** Such as 1024x1024. */
  readonly size: string;
  readonly model?: string;
  readonly quality?: string;
  readonly negative_prompt?: string;
  readonly seed?: number;
  readonly output_format?: string;
  readonly background?: string;
  readonly output_compression?: number;
  readonly moderation?: string;
  readonly input_fidelity?: string;
  readonly options?: EngineOptions;
  readonly images?: readonly StoredInput[];
  readonly mask?: StoredInput;
}

interface StoredInput {
  /** Missing if the image came with the request. */
  readonly image_id?: string;
}

const requests = new Map<string, Promise<StoredRequest | undefined>>();

/** Returns the request of a sheet's generation; undefined if the server cannot be reached. */
export function requestOf(sheet: HTMLElement): Promise<StoredRequest | undefined> {
  const id = sheet.dataset['generation'] ?? '';
  const request = requests.get(id) ?? call<{ request: StoredRequest }>('GET', siteUrl(`/api/generations/${id}`)).then((answer) => {
    if (!answer.ok) {
      requests.delete(id);
    }
    return answer.ok ? withoutNulls(answer.value.request) : undefined;
  });
  requests.set(id, request);
  return request;
}

/** Returns the body that requests the same with other seeds. */
export async function toBody(request: StoredRequest, generation: string): Promise<Record<string, unknown>> {
  const { prompt, provider, n, size, model, quality, negative_prompt, output_format, background, output_compression, moderation, input_fidelity, options, images = [], mask } = request;
  const inputs = await Promise.all([...images, ...(mask ? [mask] : [])].map((input, index) => input.image_id ?? dataUrl(siteUrl(`/api/generations/${generation}/inputs/${index}`))));
  return {
    prompt, provider, n, size, model, quality, negative_prompt, output_format, background, output_compression, moderation, input_fidelity, options,
    ...(images.length ? { images: inputs.slice(0, images.length) } : {}),
    ...(mask ? { mask: inputs.at(-1) } : {}),
  };
}

/** Returns the form's aspect ratio that is nearest to a ratio. */
export function nearestRatio(form: HTMLFormElement, ratio: number): string {
  const distance = (name: string): number => {
    const [width = 1, height = 1] = name.split(':').map(Number);
    return Math.abs(Math.log(width / height / ratio));
  };
  const names = [...form.querySelectorAll<HTMLInputElement>('input[name=aspect_ratio]')].map((radio) => radio.value);
  return names.reduce((best, name) => (distance(name) < distance(best) ? name : best), '1:1');
}

/** Returns a provider, or the selected one if it does not exist any more. */
export function availableProvider(form: HTMLFormElement, provider: string): string {
  const select = form.querySelector<HTMLSelectElement>('#provider')!;
  return [...select.options].some((option) => option.value === provider) ? provider : select.value;
}

/** Returns a configured provider that works from images: the selected one, else a preferred one, else the first. */
export function selectEditor(form: HTMLFormElement, preferred: string): string | undefined {
  const select = form.querySelector<HTMLSelectElement>('#provider')!;
  const editors = [...select.options].filter((option) => !option.dataset['missing'] && (JSON.parse(option.dataset['can'] ?? '{}') as { can?: { edits?: object } }).can?.edits)
    .map((option) => option.value);
  return [select.value, preferred].find((provider) => editors.includes(provider)) ?? editors[0];
}

async function dataUrl(url: string): Promise<string | undefined> {
  const answer = await fetch(url);
  return readAsDataUrl(await answer.blob());
}

function withoutNulls<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null)) as T;
}

// Fills in the form with the parameters in an image that is chosen, or pasted or dropped anywhere on the page. A pasted or dropped image without
// parameters becomes an image to work from, and so does everything that is dropped on the list of these images, and an image dragged from a page.
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import type { Composer, FormValues } from './composer.js';
import type { DarkroomInputImages } from './input-images.js';

interface Recalled {
  /** Missing if the image has no parameters. */
  readonly form?: FormValues & { readonly note?: string };
}

export class Recall {
  readonly #composer: Composer;
  readonly #form: HTMLFormElement;
  #undo: (() => void) | undefined;
  #file: File | undefined;

  constructor(composer: Composer, signal: AbortSignal) {
    this.#composer = composer;
    this.#form = composer.form;
    const root = document.documentElement;
    const input = this.#form.querySelector<HTMLInputElement>('#recall')!;
    input.addEventListener('change', () => {
      void this.#recall(input.files![0]!, true);
      input.value = '';
    }, { signal });
    this.#form.querySelector('#recalled')!.addEventListener('click', (event) => this.#onClick(event), { signal });
    document.addEventListener('paste', (event) => this.#onFiles(event, event.clipboardData), { signal });
    document.addEventListener('drop', (event) => {
      root.removeAttribute('data-dropping');
      this.#onFiles(event, event.dataTransfer);
    }, { signal });
    document.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.some((type) => type === 'Files' || type === 'text/uri-list')) {
        event.preventDefault();
        root.toggleAttribute('data-dropping', true);
      }
    }, { signal });
    document.addEventListener('dragleave', (event) => root.toggleAttribute('data-dropping', event.relatedTarget !== null && root.hasAttribute('data-dropping')), { signal });
  }

  get #images(): DarkroomInputImages | undefined {
    const images = this.#form.querySelector<DarkroomInputImages>('darkroom-input-images');
    return images && !images.hidden ? images : undefined;
  }

  #onFiles(event: Event, data: DataTransfer | null): void {
    const stored = event.type === 'drop' ? storedImage(data) : undefined;
    if (stored) {
      event.preventDefault();
      void import('./actions.js').then((actions) => actions.workFrom(this.#composer, stored));
      return;
    }
    const files = [...(data?.files ?? [])];
    if (files.length === 0) {
      return;
    }
    event.preventDefault();
    const images = this.#images;
    if (images && (files.length > 1 || (event.type === 'drop' && images.contains(event.target as Node)))) {
      void images.add(files);
    } else {
      void this.#recall(files[0]!, false);
    }
  }

  /** @param chosen True if the user asked for the parameters and for nothing else. */
  async #recall(file: File, chosen: boolean): Promise<void> {
    const data = new FormData(this.#form);
    const query = new URLSearchParams({ provider: String(data.get('provider') ?? ''), model: String(data.get('model') ?? '') });
    const answer = await fetch(siteUrl(`/api/images/parameters?${query}`), {
      method: 'POST', headers: { 'Content-Type': file.type.startsWith('image/') ? file.type : 'application/octet-stream' }, body: file,
    }).catch(() => undefined);
    const form = answer?.ok ? ((await answer.json()) as Recalled).form : undefined;
    const images = this.#images;
    if (form) {
      this.#undo = this.#composer.fill(form);
      this.#show([text('LiveRecalled', file.name), form.note].filter(Boolean).join(' '), 'undo');
    } else if (images && !chosen) {
      const added = await images.add([file]);
      this.#show(added && answer?.ok ? text('LiveNotRecalledAdded', file.name) : '');
    } else {
      this.#file = file;
      this.#show(text(answer?.ok ? 'LiveNotRecalled' : answer ? 'LiveFileUnreadable' : 'LiveServerUnreachable', file.name), answer?.ok && images ? 'use' : undefined);
    }
  }

  /** @param offered The button to show. */
  #show(message: string, offered?: 'undo' | 'use'): void {
    const place = this.#form.querySelector<HTMLElement>('#recalled')!;
    place.hidden = !message;
    place.querySelector('span')!.textContent = message;
    for (const button of place.querySelectorAll('button')) {
      button.hidden = button.dataset['do'] !== offered;
    }
  }

  #onClick(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.dataset['do'] === 'undo') {
      this.#undo?.();
    } else if (button) {
      void this.#images?.add([this.#file!]);
    }
    if (button) {
      this.#show('');
      this.#composer.prompt.focus();
    }
  }
}

/** Returns the id of an image of the gallery that is dragged from a page; undefined if something else is. */
function storedImage(data: DataTransfer | null): string | undefined {
  const url = data?.getData('text/uri-list') ?? '';
  return url.startsWith(new URL(siteUrl('/images/'), location.href).href) ? /\/images\/(\w{32})\b/.exec(url)?.[1] : undefined;
}

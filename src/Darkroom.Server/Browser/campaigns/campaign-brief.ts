import { call } from './campaign-api.js';
import { chosenFiles, refuseFiles } from './campaign-asset.js';
import { mark } from './campaign-wrong.js';
import { at } from '../shared/site.js';

interface Saved {
  readonly id: string;
  readonly version: number;
}

/** The brief is kept as it stands. Bubbles. */
export class BriefEvent extends Event {
  static readonly type = 'darkroom-brief-saved';
  readonly campaign: string;

  constructor(campaign: string) {
    super(BriefEvent.type, { bubbles: true });
    this.campaign = campaign;
  }
}

const typingPauseMs = 600;
const offlinePauseMs = 3000;

/** Saves the brief as one types, one save after the other, and says so quietly. */
export class DarkroomBrief extends HTMLElement {
  static define(tag = 'darkroom-brief'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #pause = 0;
  #changed = false;
  #saving: Promise<boolean> | undefined;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    this.addEventListener('input', (event) => this.#onChange(event.target), { signal });
    this.addEventListener('change', (event) => this.#onChange(event.target, 0), { signal });
    window.addEventListener('online', () => void (this.#changed && this.save()), { signal });
    window.addEventListener('beforeunload', (event) => this.#changed && event.preventDefault(), { signal });
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
    clearTimeout(this.#pause);
  }

  get #form(): HTMLFormElement {
    return this.querySelector('form')!;
  }

  /** The campaign's id; empty until it is kept. */
  get campaign(): string {
    return this.#form.dataset['campaign'] ?? '';
  }

  set version(version: number) {
    this.#form.querySelector<HTMLInputElement>('[name=version]')!.value = String(version);
  }

  /** Something was changed by a script. */
  touch(): void {
    this.#onChange(null, 0);
  }

  /**
   * @param what What is to be done beside keeping it, as the form's buttons name it.
   * @returns Whether everything is kept now.
   */
  async save(what = 'save'): Promise<boolean> {
    clearTimeout(this.#pause);
    // One after the other: each needs the version that the last one made.
    while (this.#saving) {
      await this.#saving;
    }
    if (!this.#changed && this.campaign && what === 'save') {
      return true;
    }
    this.#saving = this.#send(what);
    try {
      return await this.#saving;
    } finally {
      this.#saving = undefined;
    }
  }

  #onChange(target: EventTarget | null, pause = typingPauseMs): void {
    // A choice that only shows another panel is none of the brief.
    if (target instanceof HTMLElement && !target.getAttribute('name')) {
      return;
    }
    this.#changed = true;
    clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => void this.save(), pause);
  }

  async #send(what: string): Promise<boolean> {
    this.#changed = false;
    this.#say('saving', 'Saving…');
    const letGo = chosenFiles(this);
    const answer = await call<Saved>('POST', this.#form.getAttribute('action')!, this.#data(what));
    if (answer.ok) {
      this.version = answer.value.version;
      this.#form.dataset['campaign'] = answer.value.id;
      this.#form.setAttribute('action', at(`/campaigns/${answer.value.id}`));
      letGo();
      mark(this, {});
      this.#complain('');
      this.#say('saved', 'Saved');
      this.dispatchEvent(new BriefEvent(answer.value.id));
      // A kit gives the brief other values.
      what === 'use-kit' && location.reload();
      return true;
    }
    this.#changed = true;
    if (answer.status === 0) {
      this.#say('offline', 'Offline: kept in this tab, saved when the server is back.');
      this.#pause = window.setTimeout(() => void this.save(), offlinePauseMs);
    } else if (refuseFiles(this, answer.errors)) {
      // The rest is as it should be, and is kept.
      await this.#send('save');
    } else if (answer.status === 409) {
      this.#say('conflict', 'Changed elsewhere. Reload to see it; what you typed since then is not kept.');
    } else {
      this.#say('wrong', 'Not saved');
      this.#complain(mark(this, answer.errors) || answer.problem);
    }
    return false;
  }

  #data(what: string): FormData {
    const data = new FormData(this.#form);
    data.set('do', what);
    for (const [name, value] of [...data]) {
      if (value instanceof File && value.size === 0) {
        data.delete(name);
      }
    }
    return data;
  }

  #complain(problem: string): void {
    const place = this.querySelector<HTMLElement>('#form-problem');
    place?.replaceChildren(problem);
    place?.toggleAttribute('hidden', !problem);
  }

  #say(state: string, words: string): void {
    const place = document.querySelector<HTMLElement>('#saved');
    if (place && place.textContent !== words) {
      place.dataset['state'] = state;
      place.replaceChildren(words);
    }
  }
}

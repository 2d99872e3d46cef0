import { call } from '../shared/api.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { rejectFiles, trackChosenFiles } from './asset.js';
import { BriefEvent, briefStateEvent } from './brief-event.js';
import { ClearRest } from './clear-rest.js';
import { emptyFields, goToFirstError, showFieldErrors } from './field-errors.js';
import { showFoldValues } from './folds.js';

interface Saved {
  readonly id: string;
  readonly version: number;
}

const typingPauseMs = 600;
const offlinePauseMs = 3000;

/** Saves the brief while the user types, one save after the other, and shows the state of the save. */
export class DarkroomBrief extends PageElement {
  static define(tag = 'darkroom-brief'): void {
    customElements.define(tag, this);
  }

  #timer = 0;
  #changed = false;
  /** True while fields that must be filled in may still be empty: in a new brief, and after the rest was cleared. */
  #isDraft = false;
  #saving: Promise<boolean> | undefined;

  protected connected(signal: AbortSignal): void {
    this.#isDraft = !this.campaign;
    new ClearRest(this.#form, () => {
      this.#isDraft = true;
      this.markChanged();
    }, signal);
    showFoldValues(this);
    this.addEventListener('input', (event) => this.#onChange(event.target), { signal });
    this.addEventListener('change', (event) => this.#onChange(event.target, 0), { signal });
    window.addEventListener('online', () => void (this.#changed && this.save()), { signal });
    window.addEventListener('beforeunload', (event) => this.#changed && event.preventDefault(), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  get #form(): HTMLFormElement {
    return this.querySelector('form')!;
  }

  /** The campaign's id; empty until the first save. */
  get campaign(): string {
    return this.#form.dataset['campaign'] ?? '';
  }

  set version(version: number) {
    this.#form.querySelector<HTMLInputElement>('[name=version]')!.value = String(version);
  }

  /** Called after a script changed the brief. */
  markChanged(): void {
    this.#onChange(null, 0);
  }

  /**
   * Saves the brief.
   * @param action The action to run with it: the value of one of the form's buttons.
   * @returns True if everything is saved.
   */
  async save(action = 'save'): Promise<boolean> {
    clearTimeout(this.#timer);
    // One save after the other: each needs the version number of the previous one.
    while (this.#saving) {
      await this.#saving;
    }
    if (!this.#changed && this.campaign && action === 'save') {
      return true;
    }
    this.#saving = this.#send(action);
    try {
      return await this.#saving;
    } finally {
      this.#saving = undefined;
    }
  }

  /** Runs a call that changes the brief on the server, while saves wait. */
  async withoutSaving<T>(run: () => Promise<T>): Promise<T> {
    while (this.#saving) {
      await this.#saving;
    }
    const running = run();
    this.#saving = running.then(() => true);
    try {
      return await running;
    } finally {
      this.#saving = undefined;
    }
  }

  #onChange(target: EventTarget | null, pause = typingPauseMs): void {
    // A control without a name only switches panels and is not part of the brief.
    if (target instanceof HTMLElement && !target.getAttribute('name')) {
      return;
    }
    this.#changed = true;
    showFoldValues(this);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.save(), pause);
  }

  async #send(action: string): Promise<boolean> {
    this.#changed = false;
    this.#showState('saving', text('LiveSaving'));
    const clearFiles = trackChosenFiles(this);
    const answer = await call<Saved>('POST', this.#form.getAttribute('action')!, this.#data(action));
    if (answer.ok) {
      this.#isDraft = false;
      this.querySelector('[data-starts]')?.remove();
      this.version = answer.value.version;
      this.#form.dataset['campaign'] = answer.value.id;
      this.#form.setAttribute('action', siteUrl(`/campaigns/${answer.value.id}`));
      clearFiles();
      showFieldErrors(this, {});
      showProblem(this, '#form-problem', '');
      this.#showState('saved', text('LiveSaved'));
      this.dispatchEvent(new BriefEvent(answer.value.id));
      // A kit changes the values of the brief.
      action === 'use-kit' && location.reload();
      return true;
    }
    this.#changed = true;
    const empty = this.#isDraft && action === 'save' ? emptyFields(this, answer.errors) : [];
    if (answer.status === 0) {
      this.#showState('offline', text('LiveOffline'));
      this.#timer = window.setTimeout(() => void this.save(), offlinePauseMs);
    } else if (empty.length) {
      // Not an error yet: the user is still writing.
      this.#showState('draft', text('LiveDraft', empty.join(', ')));
    } else if (rejectFiles(this, answer.errors)) {
      // Saves the rest, which is valid.
      await this.#send('save');
    } else if (answer.status === 409) {
      this.#showState('conflict', text('LiveConflict'));
    } else {
      showProblem(this, '#form-problem', showFieldErrors(this, answer.errors) || answer.problem);
      this.#showState('wrong', text('LiveNotSaved'));
      // While the user types, the focus stays.
      action !== 'save' && goToFirstError(this);
    }
    return false;
  }

  #data(action: string): FormData {
    const data = new FormData(this.#form);
    data.set('do', action);
    [...data].filter(([, value]) => value instanceof File && value.size === 0).forEach(([name]) => data.delete(name));
    return data;
  }

  #showState(state: string, message: string): void {
    const place = document.querySelector<HTMLElement>('#saved');
    if (place && place.textContent !== message) {
      place.dataset['state'] = state;
      place.replaceChildren(message);
    }
    this.dispatchEvent(new Event(briefStateEvent));
  }
}

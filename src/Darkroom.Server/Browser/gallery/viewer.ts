import { canCopy, copied, copiedImage, decoded } from '../shared/browser-features.js';
import { fieldsOf } from '../shared/form-fields.js';
import { parsePage } from '../shared/local-times.js';
import { PageElement } from '../shared/page-element.js';
import { counted, text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import { ImageStage } from '../shared/image-stage.js';
import { Rejection, restore, setFavorite, trash } from './organise.js';
import { ImagesChangedEvent, type DarkroomSelectionBar } from './selection-bar.js';

const frameMs = 700;
const zoomStep = 1.5;

/** One image, on its page or over the gallery: zoom, the development from its partial images, star, trash and keys. */
export class DarkroomViewer extends PageElement {
  static define(tag = 'darkroom-viewer'): void {
    customElements.define(tag, this);
  }

  #stage: ImageStage | undefined;
  #loading = false;
  /** A key that was pressed while what it acts on was being loaded. */
  #key = '';
  #replaying?: AbortController;

  protected connected(signal: AbortSignal): void {
    const stage = this.querySelector<HTMLElement>('#stage');
    this.#stage = stage ? new ImageStage(stage, { fillsWindow: this.#dialog !== null, onSwipe: (direction) => this.#move(direction) }, signal) : undefined;
    this.addEventListener('input', (event) => (event.target as Element).id === 'scrub' && this.#onScrub(), { signal });
    this.addEventListener('click', (event) => this.#onClick(event, signal), { signal });
    this.addEventListener('submit', (event) => void this.#onSubmit(event), { signal });
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    if (!this.#dialog) {
      reloadOnLeaving(signal);
    }
    this.#prepare();
  }

  get stage(): ImageStage | undefined {
    return this.#stage;
  }

  /** True while what the server says about the image is being loaded; set to false when it is there. */
  set loading(loading: boolean) {
    const key = this.#key;
    [this.#loading, this.#key] = [loading, ''];
    this.#replaying?.abort();
    if (!loading) {
      this.#prepare();
      this.#press(key);
    }
  }

  /** Completes what the server has rendered. */
  #prepare(): void {
    this.querySelector('.scrubber')?.toggleAttribute('hidden', false);
    for (const copy of this.querySelectorAll<HTMLButtonElement>('[data-copy], [data-copy-image]')) {
      copy.hidden = !canCopy();
    }
  }

  /** The dialog that it is shown in; null on its own page. */
  get #dialog(): HTMLDialogElement | null {
    return this.closest('dialog');
  }

  get #scrub(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>('#scrub');
  }

  #onScrub(): void {
    this.#replaying?.abort();
    void this.#show();
  }

  /** Shows the selected partial image over the final one; the last position shows the final image alone. */
  async #show(): Promise<void> {
    const at = Number(this.#scrub?.value ?? 0);
    const frames = [...this.querySelectorAll<HTMLAnchorElement>('#frames a')];
    const stage = this.querySelector<HTMLElement>('#stage');
    const frame = at < frames.length - 1 ? frames[at] : undefined;
    frames.forEach((one, index) => one.toggleAttribute('data-current', index === at));
    this.#scrub?.setAttribute('aria-valuetext', frames[at]?.querySelector('img')?.alt ?? '');
    const image = frame && Object.assign(new Image(), { src: frame.href, className: 'stage-frame', alt: '' });
    if (image) {
      await decoded(image);
    }
    if (Number(this.#scrub?.value) === at) {
      // The previous frame stays until this one is decoded.
      const previous = stage?.querySelectorAll('.stage-frame') ?? [];
      if (image) {
        stage?.append(image);
      }
      previous.forEach((old) => old.remove());
    }
  }

  async #replay(signal: AbortSignal): Promise<void> {
    this.#replaying?.abort();
    const stop = (this.#replaying = new AbortController()).signal;
    signal.addEventListener('abort', () => this.#replaying?.abort(), { once: true });
    const scrub = this.#scrub;
    for (let at = 0; scrub && at <= Number(scrub.max) && !stop.aborted; at++) {
      scrub.value = String(at);
      await this.#show();
      await new Promise((resume) => setTimeout(resume, frameMs));
    }
  }

  #onClick(event: Event, signal: AbortSignal): void {
    const button = (event.target as Element).closest<HTMLButtonElement>('button');
    if ((event.target as Element).closest('[data-key=Escape]') && (history.state as { lightbox?: boolean } | null)?.lightbox) {
      // The page of an image that was opened over the gallery, after a reload.
      event.preventDefault();
      history.back();
    }
    if (button?.id === 'replay') {
      void this.#replay(signal);
    } else if (button?.dataset['copy'] !== undefined || button?.dataset['copyImage'] !== undefined) {
      void this.#copy(button);
    } else if (button?.dataset['act'] === 'star') {
      void this.#star(button);
    } else if (button?.dataset['act'] === 'trash') {
      void this.#trash();
    }
  }

  /** Changes tags and collections without leaving the image. */
  async #onSubmit(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    const labels = form.closest('.labels');
    if (!labels) {
      return;
    }
    event.preventDefault();
    const body = fieldsOf(form, event.submitter);
    try {
      const answer = await fetch(form.action, { method: 'POST', headers: { Accept: 'text/html' }, body });
      const page = parsePage(await answer.text());
      const changed = page.querySelector('.labels');
      if (changed) {
        const field = labels.contains(document.activeElement) ? document.activeElement?.getAttribute('name') : undefined;
        labels.replaceWith(changed);
        field && changed.querySelector<HTMLElement>(`[name=${field}]`)?.focus();
        this.dispatchEvent(new ImagesChangedEvent({ ids: [this.dataset['image']!] }, undefined));
      } else {
        toast()?.show(page.querySelector('main p')?.textContent ?? text('LiveOffline'));
      }
    } catch {
      toast()?.show(text('LiveOffline'));
    }
  }

  #onKey(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== 'range';
    const scrubbing = event.target === this.#scrub && event.key.startsWith('Arrow');
    if (typing || scrubbing || event.ctrlKey || event.metaKey || event.altKey || this.#dialog?.open === false) {
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === 'Escape' && this.querySelector(':popover-open')) {
      // The browser closes the sheet.
      return;
    }
    if (key === 'z') {
      this.#stage?.toggle();
    } else if (key === '+' || key === '-') {
      this.#stage?.zoomBy(key === '+' ? zoomStep : 1 / zoomStep);
    } else if (!this.#press(key) && this.#loading) {
      this.#key = key;
    }
  }

  /** Follows the link or button of a key. False if there is none. */
  #press(key: string): boolean {
    const target = [...this.querySelectorAll<HTMLElement>('[data-key]')].find((one) => !one.hidden && !one.closest('[inert]') && one.dataset['key']!.split(' ').includes(key));
    target?.click();
    return target !== undefined;
  }

  #move(direction: 1 | -1): void {
    this.querySelector<HTMLElement>(`[data-key~=${direction > 0 ? 'ArrowRight' : 'ArrowLeft'}]`)?.click();
  }

  async #star(button: HTMLElement): Promise<void> {
    const id = this.dataset['image']!;
    const favorite = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(favorite));
    await this.#changed(id, { favorite }, () => setFavorite(id, favorite), () => button.setAttribute('aria-pressed', String(!favorite)));
  }

  async #trash(): Promise<void> {
    const id = this.dataset['image']!;
    if (this.querySelector('.trash-note') || document.querySelector<DarkroomSelectionBar>('darkroom-selection-bar')?.inTrash) {
      return;
    }
    if (this.#dialog) {
      this.#move(1);
    }
    await this.#changed(id, 'trash', () => trash(id));
    toast()?.show(counted('LiveTrashed', 1), () => void this.#changed(id, undefined, () => restore(id)));
  }

  async #changed(id: string, action: ImagesChangedEvent['action'], request: () => Promise<void>, revert?: () => void): Promise<void> {
    try {
      await request();
      this.dispatchEvent(new ImagesChangedEvent({ ids: [id] }, action));
    } catch (failure) {
      revert?.();
      toast()?.show(failure instanceof Rejection ? failure.message : text('LiveOffline'));
    }
  }

  async #copy(button: HTMLButtonElement): Promise<void> {
    const words = button.querySelector('span')!;
    const label = words.textContent;
    const { copy, copyImage } = button.dataset;
    const done = copyImage === undefined ? await copied(copy ?? '') : await copiedImage(copyImage);
    words.textContent = done ? text('LiveCopied') : text(copyImage === undefined ? 'LiveCopyBlocked' : 'LiveCopyImageBlocked');
    setTimeout(() => (words.textContent = label), 1500);
  }
}

/** After a reload, browsers lead back from an image that was opened over the gallery without loading the gallery. */
function reloadOnLeaving(signal: AbortSignal): void {
  const { pathname } = location;
  window.addEventListener('popstate', () => location.pathname !== pathname && location.reload(), { signal });
}

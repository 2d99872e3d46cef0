import { call } from './api.js';
import { stored } from './browser-features.js';
import type { CompleteEvent, ProgressEvent } from './events.js';
import { PageElement } from './page-element.js';
import { onResume } from './page-resume.js';
import { queueChanged } from './queue-changed.js';
import { isLive, subscribeAll } from './shared-stream.js';
import { siteUrl, storageKey } from './site.js';
import { counted } from './texts.js';

/** The name of the stored choice to be notified when a run ends. */
const notifyKey = storageKey('darkroom-notify');

/**
 * The link to the queue: it appears while something runs or waits, and the page's title and icon show the same. Raises `queueChanged`, which
 * bubbles, when the queue may have changed.
 */
export class DarkroomQueue extends PageElement {
  static define(tag = 'darkroom-queue'): void {
    customElements.define(tag, this);
  }

  /** The images of the runs that have not ended. */
  readonly #runs = new Map<string, readonly [done: number, of: number]>();
  readonly #ended = new Set<string>();

  protected connected(signal: AbortSignal): void {
    for (const run of (this.dataset['runs'] ?? '').split(' ').filter(Boolean)) {
      const [id, done, of] = run.split(':') as [string, string, string];
      this.#runs.set(id, [Number(done), Number(of)]);
    }
    subscribeAll((type, data) => this.#onEvent(type, data), signal);
    onResume(() => void this.#synchronise(), signal);
    this.#link.addEventListener('click', (event) => this.#onClick(event), { signal });
    if (document.querySelector('main #queue')) {
      void import('./queue.js').then((queue) => queue.keepCurrent(this, notifyKey, signal));
    }
    this.#show();
    void this.#synchronise();
  }

  get #link(): HTMLAnchorElement {
    return this.querySelector('a')!;
  }

  #onClick(event: MouseEvent): void {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !document.querySelector('main #queue')) {
      event.preventDefault();
      void import('./queue.js').then((queue) => queue.openQueue(this, notifyKey, this.#link));
    }
  }

  #onEvent(type: string, data: string): void {
    if (type === 'progress') {
      const { generation_id, done, of } = JSON.parse(data) as ProgressEvent & Generation;
      this.#runs.set(generation_id, [done, of]);
      // A retry continues a run.
      this.#ended.delete(generation_id);
    } else if (type === 'complete') {
      const { generation_id, done, of } = JSON.parse(data) as CompleteEvent & Generation;
      this.#runs.delete(generation_id);
      this.#ended.add(generation_id);
      if (document.hidden && stored(notifyKey)) {
        void import('./queue.js').then((queue) => queue.notify(generation_id, done, of));
      }
    }
    if (type !== 'partial_image') {
      this.#show();
      this.dispatchEvent(new Event(queueChanged, { bubbles: true }));
    }
  }

  /** Learns what began or ended while this page received no events. */
  async #synchronise(): Promise<void> {
    await isLive();
    const known = [...this.#runs.keys()];
    const answer = await call<{ readonly runs: readonly { readonly id: string; readonly done: number; readonly n: number }[] }>('GET', siteUrl('/api/queue'));
    if (answer.ok) {
      const { runs } = answer.value;
      known.filter((id) => !runs.some((run) => run.id === id)).forEach((id) => this.#runs.delete(id));
      runs.filter(({ id }) => !this.#ended.has(id)).forEach(({ id, done, n }) => this.#runs.set(id, [done, n]));
      this.#show();
      // What the page shows of the queue may be older.
      this.dispatchEvent(new Event(queueChanged, { bubbles: true }));
    }
  }

  #show(): void {
    const { size } = this.#runs;
    const link = this.#link;
    link.hidden = size === 0;
    link.ariaLabel = counted('LiveQueue', size);
    link.querySelector('span')!.textContent = String(size);
    const [done, of] = [...this.#runs.values()].reduce(([allDone, all], [one, n]) => [allDone + one, all + n] as const, [0, 0]);
    const title = (size > 0 ? `(${done}/${of}) ` : '') + document.title.replace(/^\(\d+\/\d+\) /, '');
    if (title !== document.title) {
      document.title = title;
    }
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')!;
    icon.dataset['idle'] ??= icon.getAttribute('href')!;
    const href = size > 0 ? this.dataset['icon']! : icon.dataset['idle'];
    if (icon.getAttribute('href') !== href) {
      icon.setAttribute('href', href);
    }
  }
}

interface Generation {
  readonly generation_id: string;
}

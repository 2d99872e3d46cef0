import { PageElement } from '../shared/page-element.js';
import { counted, text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import { change, collections, createCollection, downloadOf, Rejection, tags, undo, type BulkAction, type BulkJob } from './organise.js';
import type { Selected, Selection } from './selection.js';

/** Images have changed on the server. */
export class ImagesChangedEvent extends Event {
  static readonly type = 'darkroom-images-changed';
  readonly selected: Selected;
  /** Undefined if a change was reverted. */
  readonly action: BulkAction | undefined;

  constructor(selected: Selected, action: BulkAction | undefined) {
    super(ImagesChangedEvent.type, { bubbles: true });
    [this.selected, this.action] = [selected, action];
  }
}

/** The user wants to select the whole view. */
export class SelectAllEvent extends Event {
  static readonly type = 'darkroom-select-all';

  constructor() {
    super(SelectAllEvent.type, { bubbles: true });
  }
}

/** The user wants to see the selected images side by side. */
export class CompareEvent extends Event {
  static readonly type = 'darkroom-compare';

  constructor() {
    super(CompareEvent.type, { bubbles: true });
  }
}

const maxCompared = 4;

/** The bar of what can be done with the selected images. */
export class DarkroomSelectionBar extends PageElement {
  static define(tag = 'darkroom-selection-bar'): void {
    customElements.define(tag, this);
  }

  #selection: Selection | undefined;

  protected connected(signal: AbortSignal): void {
    this.addEventListener('click', (event) => this.#onClick((event.target as Element).closest<HTMLElement>('[data-do]')), { signal });
    for (const form of this.querySelectorAll('form')) {
      form.addEventListener('submit', (event) => this.#onDialog(form, (event as SubmitEvent).submitter), { signal });
    }
  }

  /** Shows what is selected. */
  update(selection: Selection): void {
    this.#selection = selection;
    const { count } = selection;
    this.hidden = count === 0;
    this.querySelector('output')!.textContent = count ? counted('LiveSelected', count) : '';
    this.querySelector('[data-do=compare]')?.toggleAttribute('hidden', selection.isView || count < 2 || count > maxCompared);
    this.querySelector('[data-do=all]')?.toggleAttribute('hidden', selection.isView);
  }

  /** True if the images are in the trash. */
  get inTrash(): boolean {
    return this.querySelector('[data-do=restore]') !== null;
  }

  #onClick(button: HTMLElement | null): void {
    const name = button?.dataset['do'];
    const select = this.#selection?.selected;
    switch (select && name) {
      case 'clear':
        this.#selection?.clear();
        break;
      case 'all':
        this.dispatchEvent(new SelectAllEvent());
        break;
      case 'star':
        void this.#change({ favorite: true });
        break;
      case 'unstar':
        void this.#change({ favorite: false });
        break;
      case 'trash':
        void this.#change('trash');
        break;
      case 'restore':
        void this.#change('restore');
        break;
      case 'purge':
        this.#open('purge');
        break;
      case 'download':
        void reported(async () => location.assign(await downloadOf(select!)));
        break;
      case 'compare':
        this.dispatchEvent(new CompareEvent());
        break;
      case 'tag':
        void this.#openTags();
        break;
      case 'collect':
        void this.#openCollections();
        break;
      case 'uncollect':
        void this.#change({ uncollect: button!.dataset['collection']! });
        break;
      default:
        break;
    }
  }

  /** Changes images and offers to undo it. */
  async change(select: Selected, action: BulkAction): Promise<void> {
    this.#selection?.clear();
    await reported(async () => {
      const job = await change(select, action, showProgress);
      toast()?.show(counted(doneText(action), job.done), job.can_undo ? () => void this.#undo(job, select) : undefined);
      this.dispatchEvent(new ImagesChangedEvent(select, action));
    });
  }

  async #change(action: BulkAction): Promise<void> {
    const select = this.#selection?.selected;
    await (select && this.change(select, action));
  }

  #undo(job: BulkJob, select: Selected): Promise<void> {
    return reported(async () => {
      await undo(job, showProgress);
      toast()?.show(text('LiveUndone'));
      this.dispatchEvent(new ImagesChangedEvent(select, undefined));
    });
  }

  #open(name: string): HTMLDialogElement {
    const dialog = this.querySelector<HTMLDialogElement>(`dialog[data-of=${name}]`)!;
    dialog.querySelector('form')!.reset();
    dialog.showModal();
    return dialog;
  }

  async #openTags(): Promise<void> {
    const list = this.#open('tag').querySelector('datalist')!;
    await reported(async () => list.replaceChildren(...(await tags()).map((tag) => Object.assign(document.createElement('option'), { value: tag }))));
  }

  async #openCollections(): Promise<void> {
    const list = this.#open('collect').querySelector('ul')!;
    const choice = this.querySelector<HTMLTemplateElement>('template[data-collection]')!;
    await reported(async () => list.replaceChildren(...(await collections()).map(({ id, name, count }) => {
      const item = choice.content.cloneNode(true) as DocumentFragment;
      item.querySelector('input')!.value = id;
      item.querySelector('.collection-name')!.textContent = name;
      item.querySelector('.hint')!.textContent = count === undefined ? '' : counted('LiveImages', count);
      return item;
    })));
  }

  #onDialog(form: HTMLFormElement, submitter: HTMLElement | null): void {
    const values = new FormData(form);
    const name = String(values.get('name') ?? '').trim();
    switch (submitter?.dataset['submit']) {
      case 'add-tag':
        void (name && this.#change({ tag: { add: [name], remove: [] } }));
        break;
      case 'remove-tag':
        void (name && this.#change({ tag: { add: [], remove: [name] } }));
        break;
      case 'collect':
        void this.#collect(String(values.get('collection') ?? ''), name);
        break;
      case 'purge':
        void this.#change('purge');
        break;
      default:
        break;
    }
  }

  async #collect(id: string, name: string): Promise<void> {
    await reported(async () => {
      const collection = name ? (await createCollection(name)).id : id;
      if (collection) {
        await this.#change({ collect: collection });
      }
    });
  }
}

function showProgress({ done, total }: BulkJob): void {
  toast()?.show(text('LiveChanging', done, total), undefined, true);
}

/** Returns the name of the text that says what was done. */
function doneText(action: BulkAction): string {
  if (typeof action === 'string') {
    return { trash: 'LiveTrashed', restore: 'LiveRestored', purge: 'LivePurged' }[action];
  }
  return 'favorite' in action ? (action.favorite ? 'LiveStarred' : 'LiveUnstarred') : 'tag' in action ? 'LiveTagged' : 'collect' in action ? 'LiveCollected' : 'LiveUncollected';
}

/** Runs an action and shows why it failed, if it did. */
async function reported(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (failure) {
    toast()?.show(failure instanceof Rejection ? failure.message : text('LiveOffline'));
  }
}

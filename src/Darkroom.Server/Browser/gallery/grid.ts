import { PageElement } from '../shared/page-element.js';
import { counted } from '../shared/texts.js';
import { GridContents, type ContentsListener } from './grid-contents.js';
import { GridKeys } from './grid-keys.js';
import { readSettings, writeSettings, type GridSettings } from './grid-settings.js';
import { GridTimeline } from './grid-timeline.js';
import { GridView, type Fixed } from './grid-view.js';
import type { DarkroomLightbox, LightboxSource } from './lightbox.js';
import { Selection } from './selection.js';
import { CompareEvent, ImagesChangedEvent, SelectAllEvent, type DarkroomSelectionBar } from './selection-bar.js';
import { SelectionInput } from './selection-input.js';
import type { TilePages } from './tile-pages.js';
import type { DarkroomTimeline } from './timeline.js';

/** Tiles that are loaded around one that the lightbox leads to. */
const around = 128;

/** The number of images of the view is known, or has changed. */
export class TotalEvent extends Event {
  static readonly type = 'darkroom-total';
  readonly total: number;

  constructor(total: number) {
    super(TotalEvent.type, { bubbles: true });
    this.total = total;
  }
}

/** The images of a view: any number of them, of which only those near the window are in the page. */
export class DarkroomGrid extends PageElement implements ContentsListener {
  static define(tag = 'darkroom-grid'): void {
    customElements.define(tag, this);
  }

  #view!: GridView;
  #keys!: GridKeys;
  #contents!: GridContents;
  #settings = readSettings();
  readonly #selection = new Selection(() => this.#onSelection());

  protected connected(signal: AbortSignal): void {
    const grid = this.#grid;
    this.#view = new GridView(grid, document.querySelector<HTMLTemplateElement>('template[data-tile]')!, (id) => this.#selection.has(id), (scrolled) => this.#onUpdate(scrolled), signal);
    this.#keys = new GridKeys(grid, this.#view, signal);
    this.#contents = new GridContents(this.#view, this.#keys, this, signal);
    new SelectionInput(grid, this.#view, this.#keys, this.#selection, {
      selectAll: () => this.#selectAll(),
      change: (select, action) => void (action === 'trash' && this.#bar?.inTrash ? undefined : this.#bar?.change(select, action)),
    }, signal);
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    document.addEventListener(ImagesChangedEvent.type, (event) => void this.#contents.change(event as ImagesChangedEvent), { signal });
    document.addEventListener(SelectAllEvent.type, () => this.#selectAll(), { signal });
    document.addEventListener(CompareEvent.type, () => this.#compare(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden && this.#remember(), { signal });
    window.addEventListener('pagehide', () => this.#remember(), { signal });
    window.addEventListener('resize', () => this.#arrange(), { signal });
    signal.addEventListener('abort', () => document.documentElement.removeAttribute('data-timeline'), { once: true });
    history.scrollRestoration = 'manual';
    this.querySelectorAll('.gallery-tiles, a.more').forEach((list) => list.remove());
    this.#contents.open(this.querySelector('script[data-view]')?.textContent, true);
  }

  get settings(): GridSettings {
    return this.#settings;
  }

  set settings(settings: GridSettings) {
    this.#settings = settings;
    writeSettings(settings);
    this.#arrange();
  }

  /** Shows another view, which the server has written into another grid. */
  adopt(other: HTMLElement): void {
    this.#selection.clear();
    this.querySelector('.gallery-notice')?.replaceWith(other.querySelector('.gallery-notice')!);
    this.#contents.open(other.querySelector('script[data-view]')?.textContent, false);
  }

  show(pages: TilePages, place: Fixed | undefined): void {
    this.#view.pages?.stop();
    const empty = pages.count === 0;
    this.#grid.hidden = empty;
    this.querySelector<HTMLElement>('.gallery-notice')!.hidden = !empty;
    this.#timeline?.toggleAttribute('hidden', empty);
    document.documentElement.toggleAttribute('data-timeline', !empty);
    this.#view.pages = pages;
    this.#arrange(place);
    this.#lightbox?.update();
  }

  /** New images would look selected if all of a view are. */
  get holdsNewer(): boolean {
    return this.#selection.isView;
  }

  offer(count: number): void {
    const button = this.querySelector<HTMLElement>('.new-images')!;
    button.hidden = count <= 0;
    if (count > 0) {
      button.textContent = counted('LiveNewImages', count);
    }
  }

  onTotal(total: number): void {
    this.dispatchEvent(new TotalEvent(total));
  }

  get #grid(): HTMLElement {
    return this.querySelector<HTMLElement>('[role=grid]')!;
  }

  get #timeline(): DarkroomTimeline | null {
    return this.querySelector('darkroom-timeline');
  }

  get #bar(): DarkroomSelectionBar | null {
    return document.querySelector('darkroom-selection-bar');
  }

  get #lightbox(): DarkroomLightbox | null {
    return document.querySelector('darkroom-lightbox');
  }

  #arrange(place?: Fixed): void {
    const { pages } = this.#view;
    if (pages) {
      this.#view.arrange(pages, this.#settings, place);
      if (this.#timeline) {
        this.#timeline.source = new GridTimeline(this.#view);
      }
    }
  }

  #onUpdate(scrolled: boolean): void {
    this.#keys.update();
    this.#timeline?.update(scrolled);
  }

  #onSelection(): void {
    this.#view.rows.mark();
    this.toggleAttribute('data-selecting', this.#selection.count > 0);
    this.#bar?.update(this.#selection);
  }

  #selectAll(): void {
    const state = this.#view.pages?.state;
    if (state?.total) {
      this.#selection.selectView(state);
    }
  }

  /** Opens an image over the grid, or shows new ones. */
  #onClick(event: MouseEvent): void {
    const target = event.target as Element;
    const id = target.closest<HTMLElement>('.grid-cell [data-image-id]')?.dataset['imageId'];
    const index = id === undefined ? undefined : this.#view.pages?.indexOf(id);
    if (target.closest('.new-images')) {
      this.#selection.clear();
      void this.#contents.showNewer();
    } else if (index !== undefined && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#keys.focus(index, false);
      this.#remember();
      this.#lightbox?.open(this.#source(), index);
    }
  }

  #compare(): void {
    const { selected } = this.#selection;
    const { pages } = this.#view;
    const tiles = ('ids' in selected ? selected.ids : []).map((id) => pages?.get(pages.indexOf(id) ?? -1)).filter((tile) => tile !== undefined);
    if (tiles.length > 1) {
      this.#remember();
      this.#lightbox?.compare(this.#source(), tiles);
    }
  }

  /** The images of the view, for the lightbox. */
  #source(): LightboxSource {
    const view = this.#view;
    return {
      get view() {
        return view.pages?.state.view ?? '';
      },
      get count() {
        return view.pages?.count ?? 0;
      },
      tileAt: (index) => {
        const tile = view.pages?.get(index);
        tile ?? view.pages?.want(index - around, index + around);
        return tile;
      },
      indexOf: (id) => view.pages?.indexOf(id),
      onClosed: (index) => this.#keys.focus(index),
    };
  }

  /** The place belongs to the entry of the gallery, not to that of an image over it. */
  #remember(): void {
    if (!this.#lightbox?.isOpen) {
      this.#contents.remember();
    }
  }
}

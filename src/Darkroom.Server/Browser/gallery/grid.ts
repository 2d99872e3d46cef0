import { PageElement } from '../shared/page-element.js';
import { GridTimeline } from './grid-timeline.js';
import { GridView } from './grid-view.js';
import { readSettings, writeSettings, type GridSettings } from './grid-settings.js';
import { TilePages, tilesOf, type TileColumns, type ViewState } from './tile-pages.js';
import type { DarkroomTimeline } from './timeline.js';

/** The view and its first images, as the server writes them into the page. */
interface PageData extends ViewState {
  readonly tiles: TileColumns;
}

/** The images of a view: any number of them, of which only those near the window are in the page. */
export class DarkroomGrid extends PageElement {
  static define(tag = 'darkroom-grid'): void {
    customElements.define(tag, this);
  }

  #view: GridView | undefined;
  #timeline: DarkroomTimeline | null = null;
  #settings = readSettings();

  protected connected(signal: AbortSignal): void {
    const data = this.querySelector('script[data-view]');
    const template = this.querySelector<HTMLTemplateElement>('template[data-tile]');
    if (!data || !template) {
      return;
    }
    const grid = this.querySelector<HTMLElement>('[role=grid]')!;
    this.querySelectorAll('.gallery-tiles, a.more').forEach((list) => list.remove());
    grid.hidden = false;
    this.#timeline = this.querySelector('darkroom-timeline');
    this.#timeline?.toggleAttribute('hidden', false);
    this.#view = new GridView(grid, template, () => this.#timeline?.update(this.#view!.scroll.moving), signal);
    const { tiles, ...state } = JSON.parse(data.textContent) as PageData;
    this.#open(state, tiles);
    window.addEventListener('resize', () => this.#arrange(), { signal });
  }

  get settings(): GridSettings {
    return this.#settings;
  }

  set settings(settings: GridSettings) {
    this.#settings = settings;
    writeSettings(settings);
    this.#arrange();
  }

  #open(state: ViewState, tiles: TileColumns): void {
    const pages = new TilePages(state, () => this.#view?.loaded(), () => {});
    pages.put(0, tilesOf(tiles));
    this.#view!.pages = pages;
    this.#arrange();
  }

  #arrange(): void {
    const view = this.#view;
    if (view?.pages) {
      view.arrange(view.pages, this.#settings);
      if (this.#timeline) {
        this.#timeline.source = new GridTimeline(view);
      }
    }
  }
}

/** What the API acts on: images, or all of a view but some. */
export type Selected =
  | { readonly ids: readonly string[] }
  | { readonly view: string; readonly as_of: number; readonly except: readonly string[] };

/** A view as it was at a moment. */
export interface SelectedView {
  /** The view in the search language. */
  readonly text: string;
  readonly as_of: number;
  readonly total: number;
}

/** The images that are selected. All of a view are selected as the view, however many they are. */
export class Selection {
  readonly #onChange: () => void;
  /** The selected images; those that are not, if a view is selected. */
  #ids = new Set<string>();
  #view: SelectedView | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#view ? this.#view.total - this.#ids.size : this.#ids.size;
  }

  /** True if a view is selected. */
  get isView(): boolean {
    return this.#view !== undefined;
  }

  get selected(): Selected {
    const ids = [...this.#ids];
    return this.#view ? { view: this.#view.text, as_of: this.#view.as_of, except: ids } : { ids };
  }

  has(id: string): boolean {
    return this.#ids.has(id) !== this.isView;
  }

  set(ids: Iterable<string>, selected: boolean): void {
    for (const id of ids) {
      selected === this.isView ? this.#ids.delete(id) : this.#ids.add(id);
    }
    if (this.count === 0) {
      this.#view = undefined;
      this.#ids.clear();
    }
    this.#onChange();
  }

  selectView(view: SelectedView): void {
    [this.#view, this.#ids] = [view, new Set()];
    this.#onChange();
  }

  clear(): void {
    if (this.count > 0) {
      [this.#view, this.#ids] = [undefined, new Set()];
      this.#onChange();
    }
  }
}

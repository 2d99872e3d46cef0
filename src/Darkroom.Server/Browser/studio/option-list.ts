// The list of suggestions below a field: a listbox whose active option the field names, while the focus stays in the field.

export interface OptionList {
  readonly list: HTMLUListElement;
  /** The option that Enter chooses; undefined if there is none. */
  readonly active: Element | undefined;
  activate(option: Element | undefined): void;
}

/** Adds a hidden list behind a field. @param choose Called with the option that is clicked. */
export function addOptionList(field: HTMLElement, id: string, name: string, choose: (option: Element) => void, signal: AbortSignal): OptionList {
  const list = Object.assign(document.createElement('ul'), { id, role: 'listbox', hidden: true, ariaLabel: name, className: 'model-list' });
  let active: Element | undefined;
  field.after(list);
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', id);
  // The focus stays in the field.
  list.addEventListener('pointerdown', (event) => event.preventDefault(), { signal });
  list.addEventListener('click', (event) => {
    const option = (event.target as Element).closest('[role=option]');
    option && choose(option);
  }, { signal });
  return {
    list,
    get active() {
      return active;
    },
    activate(option) {
      active?.setAttribute('aria-selected', 'false');
      active = option;
      option?.setAttribute('aria-selected', 'true');
      option?.scrollIntoView({ block: 'nearest' });
      option ? field.setAttribute('aria-activedescendant', option.id) : field.removeAttribute('aria-activedescendant');
    },
  };
}

/** Creates an option of lines: the text of each and its class. */
export function optionOf(id: string, lines: readonly (readonly [string, string])[]): HTMLLIElement {
  const option = Object.assign(document.createElement('li'), { id, role: 'option', ariaSelected: 'false' });
  option.append(...lines.map(([textContent, className]) => Object.assign(document.createElement('span'), { textContent, className })));
  return option;
}

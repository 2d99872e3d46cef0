import { PageElement } from '../shared/page-element.js';

type Tab = 'brief' | 'creatives';

const panes: Readonly<Record<Tab, string>> = { brief: '#brief', creatives: '#results' };

/**
 * The brief and the creatives as two tabs, where there is no room for both beside each other. Without scripts the tabs are links, and both parts
 * are below each other.
 */
export class DarkroomCampaignTabs extends PageElement {
  static define(tag = 'darkroom-campaign-tabs'): void {
    customElements.define(tag, this);
  }

  protected connected(signal: AbortSignal): void {
    this.role = 'tablist';
    for (const tab of this.#tabs) {
      const pane = document.querySelector<HTMLElement>(panes[nameOf(tab)]);
      tab.role = 'tab';
      tab.setAttribute('aria-controls', pane?.id ?? '');
    }
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    this.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    window.addEventListener('hashchange', () => this.#followAddress(), { signal });
    this.#select((this.#panes?.dataset['tab'] as Tab | undefined) ?? 'brief');
    this.#followAddress();
  }

  /** Shows a part, and names it in the address, so that a reload shows it again. */
  show(name: Tab): void {
    if (this.#select(name)) {
      history.replaceState(history.state, '', `#${name}`);
    }
  }

  get #tabs(): HTMLAnchorElement[] {
    return [...this.querySelectorAll<HTMLAnchorElement>('a')];
  }

  get #panes(): HTMLElement | null {
    return document.querySelector<HTMLElement>('.campaign-panes');
  }

  #followAddress(): void {
    const name = location.hash.slice(1);
    if (name === 'brief' || name === 'creatives') {
      this.#select(name);
    }
  }

  /** @returns True if the tabs are visible: both parts are shown otherwise. */
  #select(name: Tab): boolean {
    if (this.#panes) {
      this.#panes.dataset['tab'] = name;
    }
    for (const tab of this.#tabs) {
      const selected = nameOf(tab) === name;
      tab.ariaSelected = String(selected);
      tab.tabIndex = selected ? 0 : -1;
    }
    return this.offsetParent !== null;
  }

  #onClick(event: MouseEvent): void {
    const tab = (event.target as Element).closest<HTMLAnchorElement>('a');
    if (tab && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.show(nameOf(tab));
    }
  }

  #onKey(event: KeyboardEvent): void {
    const tabs = this.#tabs;
    const at = tabs.indexOf(event.target as HTMLAnchorElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at >= 0 && next !== undefined) {
      event.preventDefault();
      const tab = tabs.at(next % tabs.length)!;
      this.show(nameOf(tab));
      tab.focus();
    }
  }
}

function nameOf(tab: HTMLAnchorElement): Tab {
  return tab.hash === '#brief' ? 'brief' : 'creatives';
}

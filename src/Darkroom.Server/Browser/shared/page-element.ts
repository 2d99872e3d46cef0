/** A custom element whose listeners and requests end when it leaves the page. */
export abstract class PageElement extends HTMLElement {
  #connection?: AbortController;

  connectedCallback(): void {
    this.#connection = new AbortController();
    this.connected(this.#connection.signal);
  }

  disconnectedCallback(): void {
    this.#connection?.abort();
  }

  /** Fires when the element leaves the page; undefined before it is in one. */
  protected get signal(): AbortSignal | undefined {
    return this.#connection?.signal;
  }

  /** Called with the signal when the element enters a page. */
  protected abstract connected(signal: AbortSignal): void;
}

export class PageElement extends HTMLElement {
    #connection;
    connectedCallback() {
        this.#connection = new AbortController();
        this.connected(this.#connection.signal);
    }
    disconnectedCallback() {
        this.#connection?.abort();
    }
    get signal() {
        return this.#connection?.signal;
    }
}

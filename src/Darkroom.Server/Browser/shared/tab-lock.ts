/**
 * A lock that one tab of the site holds at a time. The browser releases it when the tab closes. A browser without the Web Locks API grants
 * it to every tab.
 */
export class TabLock {
  readonly #name: string;
  readonly #onGranted: () => void;
  readonly #onLost: () => void;
  #request: AbortController | undefined;

  /**
   * @param onGranted Called when this tab gets the lock.
   * @param onLost Called when another tab has stolen it.
   */
  constructor(name: string, onGranted: () => void, onLost: () => void) {
    this.#name = name;
    this.#onGranted = onGranted;
    this.#onLost = onLost;
  }

  /**
   * Requests the lock. Replaces an earlier request that is still waiting.
   * @param steal True to take the lock from the tab that holds it.
   */
  request(steal: boolean): void {
    this.#request?.abort();
    const { signal } = (this.#request = new AbortController());
    let granted = false;
    // The lock is held until this promise settles, which never happens.
    const hold = (): Promise<never> => {
      granted = true;
      this.#onGranted();
      return new Promise<never>(() => {});
    };
    const locks = async (): Promise<never> => navigator.locks.request(this.#name, steal ? { steal } : { signal }, hold);
    locks().catch(() => {
      if (granted) {
        this.#onLost();
        this.request(false);
      } else if (!signal.aborted) {
        this.#onGranted();
      }
    });
  }
}

export class TabLock {
    #name;
    #onGranted;
    #onLost;
    #request;
    constructor(name, onGranted, onLost) {
        this.#name = name;
        this.#onGranted = onGranted;
        this.#onLost = onLost;
    }
    request(steal) {
        this.#request?.abort();
        const { signal } = (this.#request = new AbortController());
        let granted = false;
        const hold = () => {
            granted = true;
            this.#onGranted();
            return new Promise(() => { });
        };
        const locks = async () => navigator.locks.request(this.#name, steal ? { steal } : { signal }, hold);
        locks().catch(() => {
            if (granted) {
                this.#onLost();
                this.request(false);
            }
            else if (!signal.aborted) {
                this.#onGranted();
            }
        });
    }
}

export class GenerationListeners {
    #listeners = new Map();
    add(generation, listener, signal) {
        const all = this.#listeners.get(generation) ?? new Set();
        this.#listeners.set(generation, all.add(listener));
        signal.addEventListener('abort', () => all.delete(listener), { once: true });
    }
    deliver(type, data) {
        const { generation_id, sequence } = JSON.parse(data);
        if (generation_id && sequence) {
            this.#listeners.get(generation_id)?.forEach((listener) => listener(type, data, sequence));
        }
    }
}

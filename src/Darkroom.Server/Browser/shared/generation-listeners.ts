/** @param sequence The event's number in its generation. */
export type Listener = (type: string, data: string, sequence: number) => void;

/** The listeners of each generation. */
export class GenerationListeners {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #all = new Set<Listener>();

  /** Adds a listener until the signal fires. */
  add(generation: string, listener: Listener, signal: AbortSignal): void {
    const all = this.#listeners.get(generation) ?? new Set();
    this.#listeners.set(generation, all.add(listener));
    signal.addEventListener('abort', () => all.delete(listener), { once: true });
  }

  /** Adds a listener for all generations until the signal fires. */
  addToAll(listener: Listener, signal: AbortSignal): void {
    this.#all.add(listener);
    signal.addEventListener('abort', () => this.#all.delete(listener), { once: true });
  }

  /** Delivers an event to the listeners of its generation. Events that belong to none are ignored. */
  deliver(type: string, data: string): void {
    const { generation_id, sequence } = JSON.parse(data) as { generation_id?: string; sequence?: number };
    if (generation_id && sequence) {
      [...(this.#listeners.get(generation_id) ?? []), ...this.#all].forEach((listener) => listener(type, data, sequence));
    }
  }
}

var _a;
import { text } from '../shared/texts.js';
const tickMs = 1000;
export class ProgressLine {
    static #counting = new Set();
    static #clock = 0;
    #setText;
    #progress = {};
    #updatedAt = 0;
    constructor(setText) {
        this.#setText = setText;
    }
    show(progress) {
        this.#progress = progress;
        this.#updatedAt = performance.now();
        this.#setCounting((progress.eta_ms ?? 0) > 0);
        this.#write();
    }
    stop() {
        this.#setCounting(false);
    }
    #setCounting(active) {
        const counting = _a.#counting;
        active ? counting.add(this) : counting.delete(this);
        if (counting.size === 0) {
            clearInterval(_a.#clock);
            _a.#clock = 0;
        }
        else if (_a.#clock === 0) {
            _a.#clock = setInterval(() => counting.forEach((line) => line.#write()), tickMs);
        }
    }
    #write() {
        const { fraction, queue_position, eta_ms } = this.#progress;
        const left = eta_ms === undefined ? undefined : eta_ms - (performance.now() - this.#updatedAt);
        this.#setText([
            queue_position === undefined ? '' : text('LiveQueuePosition', queue_position + 1),
            fraction === undefined ? '' : text('LivePercent', Math.floor(fraction * 100)),
            left === undefined ? '' : remaining(left),
        ].filter(Boolean).join(', '));
    }
}
_a = ProgressLine;
function remaining(milliseconds) {
    const seconds = Math.ceil(milliseconds / 1000);
    return seconds <= 0
        ? text('LiveSoon')
        : seconds < 90
            ? text('LiveSecondsLeft', seconds < 10 ? seconds : Math.ceil(seconds / 5) * 5)
            : text('LiveMinutesLeft', Math.round(seconds / 60));
}

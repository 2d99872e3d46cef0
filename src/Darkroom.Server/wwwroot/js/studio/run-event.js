import { runText } from '../shared/texts.js';
export class RunEvent extends Event {
    static type = 'darkroom-run';
    state;
    message;
    done;
    of;
    constructor(state, message, done, of) {
        super(RunEvent.type, { bubbles: true });
        this.state = state;
        this.message = message;
        this.done = done;
        this.of = of;
    }
}
export function statusText(event, ended) {
    if (event.type === 'complete') {
        return runText(event.status, event.of, event.done, event.of, event.failed);
    }
    const { stage, of, message } = event;
    return stage === 'waiting' ? message : runText(stage, of, Math.min(ended + 1, of), of);
}

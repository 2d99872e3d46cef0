import { names, receive } from './events.js';
import { GenerationListeners } from './generation-listeners.js';
import { onResume } from './page-resume.js';
import { siteUrl } from './site.js';
import { TabLock } from './tab-lock.js';
import { onTabMessage, sendToTabs, sharedName } from './tab-messages.js';
const reopenDelayMs = 5000;
const answerTimeoutMs = 1500;
const silenceMs = 40_000;
const listeners = new GenerationListeners();
const lock = new TabLock(sharedName, openStream, closeStream);
let started = false;
let holder;
let stream;
let active = false;
let answered = false;
let timer = 0;
let position = '';
let markLive;
const firstSign = new Promise((resolve) => (markLive = () => resolve(true)));
export function subscribe(generation, listener, signal) {
    start();
    listeners.add(generation, listener, signal);
}
export function isLive() {
    return Promise.race([firstSign, new Promise((resolve) => setTimeout(() => resolve(false), answerTimeoutMs))]);
}
function start() {
    if (started) {
        return;
    }
    started = true;
    if (onTabMessage(onMessage)) {
        lock.request(false);
        checkHolder(false);
        onResume(() => checkHolder(true), new AbortController().signal);
    }
    else {
        openStream();
    }
}
function openStream() {
    holder?.abort();
    const current = (holder = new AbortController());
    clearTimeout(timer);
    if (position) {
        onActive();
    }
    stream = receive(siteUrl(`/api/events?inline=previews${position && `&after=${position}`}`), {
        onMessage: (type, data, id) => {
            position = id || position;
            onActive();
            if (type === 'heartbeat') {
                sendToTabs({ kind: 'alive', position });
            }
            else if (type !== 'snapshot') {
                const event = { kind: 'event', type, data, position };
                sendToTabs(event);
                deliver(event);
            }
        },
        onRejected: () => {
            active = false;
            setTimeout(() => holder === current && openStream(), reopenDelayMs);
        },
    }, current.signal, ['snapshot', 'heartbeat', ...names]);
}
function closeStream() {
    holder?.abort();
    holder = stream = undefined;
    active = false;
    waitForSilence();
}
function onActive() {
    if (!active) {
        active = true;
        markLive();
        sendToTabs({ kind: 'alive', position });
    }
}
function checkHolder(check) {
    if (!holder) {
        answered = false;
        sendToTabs({ kind: 'hello', check });
        clearTimeout(timer);
        timer = window.setTimeout(() => (answered || holder ? waitForSilence() : lock.request(true)), answerTimeoutMs);
    }
}
function waitForSilence() {
    clearTimeout(timer);
    if (!holder) {
        timer = window.setTimeout(() => checkHolder(true), silenceMs);
    }
}
function onMessage(message) {
    if (message.kind === 'hello') {
        if (holder) {
            sendToTabs(active ? { kind: 'alive', position } : { kind: 'here' });
            message.check && stream?.check();
        }
        return;
    }
    answered = true;
    waitForSilence();
    switch (message.kind) {
        case 'here':
            break;
        case 'alive':
            position = message.position || position;
            markLive();
            break;
        case 'event':
            markLive();
            deliver(message);
            break;
        default:
            message;
    }
}
function deliver(event) {
    position = event.position;
    listeners.deliver(event.type, event.data);
}

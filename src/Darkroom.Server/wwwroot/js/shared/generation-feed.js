import { parse, receive } from './events.js';
import { fetchWithRetry } from './fetch-retry.js';
import { onResume } from './page-resume.js';
import { isLive, subscribe } from './shared-stream.js';
import { siteUrl } from './site.js';
export function followGeneration(generation, after, follower, signal) {
    let last = after;
    let required = Infinity;
    let newestShared = after;
    let ownStream;
    const accept = (type, data, sequence) => {
        if (sequence === last + 1) {
            last = sequence;
            follower.onEvent(parse(type, data), String(sequence));
        }
        closeOwnStream();
    };
    const closeOwnStream = () => {
        if (last >= required) {
            ownStream?.abort();
            ownStream = undefined;
        }
    };
    const openOwnStream = () => {
        if (last < required && !ownStream && !signal.aborted) {
            ownStream = new AbortController();
            receive(siteUrl(`/api/generations/${generation}/events?inline=previews&after=${last}`), {
                onMessage: (type, data, id) => (id ? accept(type, data, Number(id)) : follower.onEvent(parse(type, data), '')),
                onRejected: () => follower.onRejected(),
            }, ownStream.signal);
        }
    };
    let catchingUp = false;
    const catchUp = async () => {
        if (catchingUp) {
            return;
        }
        catchingUp = true;
        const newest = (await isLive()) ? await newestEvent(generation) : Infinity;
        catchingUp = false;
        required = Math.max(newest, newestShared);
        openOwnStream();
        closeOwnStream();
    };
    subscribe(generation, (type, data, sequence) => {
        newestShared = Math.max(newestShared, sequence);
        if (sequence > last + 1) {
            required = Math.max(required, newestShared);
            openOwnStream();
        }
        accept(type, data, sequence);
    }, signal);
    signal.addEventListener('abort', () => ownStream?.abort(), { once: true });
    void catchUp();
    onResume(() => void catchUp(), signal);
}
async function newestEvent(generation) {
    try {
        const answer = await fetchWithRetry(siteUrl(`/api/generations/${generation}`));
        return answer.ok ? (await answer.json()).last_event_id : Infinity;
    }
    catch {
        return Infinity;
    }
}

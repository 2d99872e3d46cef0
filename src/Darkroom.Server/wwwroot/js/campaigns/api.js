import { fetchWithRetry } from '../shared/fetch-retry.js';
export async function call(method, url, body) {
    const form = body instanceof FormData;
    try {
        const answer = await fetch(url, {
            method,
            headers: { Accept: 'application/json', ...(body && !form ? { 'Content-Type': 'application/json' } : {}) },
            ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
        });
        const text = await answer.text();
        const value = (text ? JSON.parse(text) : {});
        return answer.ok ? { ok: true, value } : { ok: false, status: answer.status, problem: messageOf(value), errors: value.errors ?? {} };
    }
    catch {
        return { ok: false, status: 0, problem: 'The server cannot be reached. Try again when it is back.', errors: {} };
    }
}
function messageOf({ errors, detail }) {
    return (errors ? Object.values(errors).flat().join(' ') : detail) || 'The server rejected the request without a reason.';
}
export async function fetchPage(url) {
    try {
        const answer = await fetchWithRetry(url, { headers: { Accept: 'text/html' } });
        return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
    }
    catch {
        return undefined;
    }
}
export async function isPageGone(url) {
    const answer = await fetchWithRetry(url, { headers: { Accept: 'text/html' } }).catch(() => undefined);
    return answer?.status === 410;
}

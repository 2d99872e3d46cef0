import { fetchAgain } from '../shared/patience.js';

/** What is wrong, by field. */
export type Errors = Readonly<Record<string, readonly string[]>>;

/** What came of a call: its answer, or what is wrong in words. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly problem: string; readonly errors: Errors };

interface Problem {
  readonly detail?: string;
  readonly errors?: Errors;
}

/** @param body Sent as JSON, or as the form it is. */
export async function call<T>(method: string, url: string, body?: object): Promise<Answer<T>> {
  const form = body instanceof FormData;
  try {
    const answer = await fetch(url, {
      method,
      headers: { Accept: 'application/json', ...(body && !form ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    const value = (text ? JSON.parse(text) : {}) as T & Problem;
    return answer.ok ? { ok: true, value } : { ok: false, status: answer.status, problem: inWords(value), errors: value.errors ?? {} };
  } catch {
    return { ok: false, status: 0, problem: 'The server cannot be reached. Try again when it is back.', errors: {} };
  }
}

function inWords({ errors, detail }: Problem): string {
  return (errors ? Object.values(errors).flat().join(' ') : detail) || 'The server refused without saying why.';
}

/** A page as the server renders it now; nothing when it cannot be had. */
export async function read(url: string): Promise<Document | undefined> {
  try {
    const answer = await fetchAgain(url, { headers: { Accept: 'text/html' } });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    // The server went, before it answered or in the middle of it.
    return undefined;
  }
}

/** Whether there was a page that nobody is to see any more. */
export async function isGone(url: string): Promise<boolean> {
  const answer = await fetchAgain(url, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  return answer?.status === 410;
}

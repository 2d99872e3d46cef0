import { fetchWithRetry } from './fetch-retry.js';
import { parsePage } from './local-times.js';
import { text } from './texts.js';

/** The messages of validation errors, by field. */
export type Errors = Readonly<Record<string, readonly string[]>>;

/** The result of a call: the response body, or a message. */
export type CallResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly problem: string; readonly errors: Errors };

interface Problem {
  readonly detail?: string;
  readonly errors?: Errors;
}

/**
 * Calls the API.
 * @param body Sent as JSON unless it is form data.
 * @returns A status of 0 if the server cannot be reached.
 */
export async function call<T>(method: string, url: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<CallResult<T>> {
  const form = body instanceof FormData;
  try {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, Accept: 'application/json', ...(body && !form ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
    });
    const content = await answer.text();
    const value = (content ? JSON.parse(content) : {}) as T & Problem;
    return answer.ok ? { ok: true, value } : { ok: false, status: answer.status, problem: messageOf(value), errors: value.errors ?? {} };
  } catch {
    return { ok: false, status: 0, problem: text('LiveServerUnreachable'), errors: {} };
  }
}

function messageOf({ errors, detail }: Problem): string {
  return (errors ? Object.values(errors).flat().join(' ') : detail) || text('LiveServerRejected');
}

/** Fetches a page; undefined if that fails. */
export async function fetchPage(url: string): Promise<Document | undefined> {
  try {
    const answer = await fetchWithRetry(url, { headers: { Accept: 'text/html' } });
    return answer.ok ? parsePage(await answer.text()) : undefined;
  } catch {
    // The connection was lost before or during the response.
    return undefined;
  }
}

/** True if the page was removed, or its link has expired. */
export async function isPageGone(url: string): Promise<boolean> {
  const answer = await fetchWithRetry(url, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  return answer?.status === 410;
}

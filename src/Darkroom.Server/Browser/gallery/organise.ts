import { randomKey } from '../shared/browser-features.js';
import { siteUrl } from '../shared/site.js';
import type { Selected } from './selection.js';

/** What is done with the selected images. */
export type BulkAction =
  | { readonly favorite: boolean }
  | { readonly tag: { readonly add: readonly string[]; readonly remove: readonly string[] } }
  | { readonly collect: string }
  | { readonly uncollect: string }
  | 'trash'
  | 'restore'
  | 'purge';

/** A change of many images. */
export interface BulkJob {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number;
  readonly can_undo: boolean;
  /** Why it failed. */
  readonly message?: string;
}

export interface Collection {
  readonly id: string;
  readonly name: string;
  readonly count?: number;
}

/** A request that the server rejected, with its reason. */
export class Rejection extends Error {}

const pollMs = 400;
/** Requests that are sent again are given up after about half a minute. */
const maxAttempts = 30;
const retryMs = 1000;

/** Changes the selected images and resolves when all are changed. The change goes on if the page is left. */
export async function change(select: Selected, action: BulkAction, onProgress: (job: BulkJob) => void): Promise<BulkJob> {
  return await completed(await send<BulkJob>('POST', '/api/images/bulk', { select, do: action }, { 'Idempotency-Key': randomKey() }), onProgress);
}

/** Reverts exactly what a change has changed. */
export async function undo(job: BulkJob, onProgress: (job: BulkJob) => void): Promise<BulkJob> {
  return await completed(await send<BulkJob>('POST', `/api/images/bulk/${job.id}/undo`), onProgress);
}

export async function setFavorite(id: string, favorite: boolean): Promise<void> {
  await send('PATCH', `/api/images/${id}`, { favorite });
}

export async function trash(id: string): Promise<void> {
  await send('DELETE', `/api/images/${id}`);
}

export async function restore(id: string): Promise<void> {
  await send('POST', `/api/images/${id}/restore`);
}

/** Returns the URL of a file with the selected images. */
export async function downloadOf(select: Selected): Promise<string> {
  return (await send<{ url: string }>('POST', '/api/downloads', { select })).url;
}

export async function tags(): Promise<readonly string[]> {
  return (await send<{ tags: { name: string }[] }>('GET', '/api/tags')).tags.map(({ name }) => name);
}

export async function collections(): Promise<readonly Collection[]> {
  return (await send<{ collections: Collection[] }>('GET', '/api/collections')).collections;
}

export async function createCollection(name: string): Promise<Collection> {
  return await send<Collection>('POST', '/api/collections', { name });
}

async function completed(job: BulkJob, onProgress: (job: BulkJob) => void): Promise<BulkJob> {
  while (job.state === 'running' || job.state === 'undoing') {
    onProgress(job);
    await new Promise((resume) => setTimeout(resume, pollMs));
    job = await send<BulkJob>('GET', `/api/images/bulk/${job.id}`);
  }
  if (job.message) {
    throw new Rejection(job.message);
  }
  return job;
}

/**
 * Sends a request. One that changes nothing, or has a key, is sent again while the server cannot be reached, because it may be starting.
 * @throws {@link Rejection} with the server's reason; the error of `fetch` if it cannot be reached.
 */
async function send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const init = {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const attempts = method === 'GET' || 'Idempotency-Key' in headers ? maxAttempts : 1;
  const answer = await fetchUntilReached(siteUrl(path), init, attempts);
  const isJson = answer.headers.get('Content-Type')?.includes('json');
  const content = isJson ? ((await answer.json()) as T & { detail?: string; title?: string }) : undefined;
  if (!answer.ok) {
    throw new Rejection(content?.detail ?? content?.title ?? answer.statusText);
  }
  return content as T;
}

async function fetchUntilReached(url: string, init: RequestInit, attempts: number): Promise<Response> {
  for (let left = attempts - 1; ; left--) {
    try {
      return await fetch(url, init);
    } catch (failure) {
      if (left <= 0) {
        throw failure;
      }
      await new Promise((resume) => setTimeout(resume, retryMs));
    }
  }
}

import { call } from '../shared/api.js';
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
 * @throws {@link Rejection} with the server's reason; another error if it cannot be reached.
 */
async function send<T>(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  const attempts = method === 'GET' || 'Idempotency-Key' in headers ? maxAttempts : 1;
  for (let attempt = 1; ; attempt++) {
    const result = await call<T>(method, siteUrl(path), body, headers);
    if (result.ok) {
      return result.value;
    }
    if (result.status !== 0) {
      throw new Rejection(result.problem);
    }
    if (attempt >= attempts) {
      throw new Error(result.problem);
    }
    await new Promise((resume) => setTimeout(resume, retryMs));
  }
}

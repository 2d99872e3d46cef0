import { storageKey } from '../shared/site.js';

/** Under which key the browser remembers the name of a reviewer. */
export const reviewerKey = storageKey('darkroom-reviewer');

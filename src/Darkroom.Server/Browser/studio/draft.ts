// Entry of the studio that runs before the first paint: a long draft makes the form higher.
import { readDraft } from './draft-store.js';

const prompt = document.querySelector<HTMLTextAreaElement>('#prompt');
// A draft does not say what to change in an image.
if (prompt && !('edits' in prompt.dataset)) {
  prompt.value ||= readDraft();
}

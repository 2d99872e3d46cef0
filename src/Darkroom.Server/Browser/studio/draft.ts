// Entry of the studio that runs before the first paint: a long draft makes the form higher.
import { readDraft } from './draft-store.js';

const prompt = document.querySelector<HTMLTextAreaElement>('#prompt');
if (prompt) {
  prompt.value ||= readDraft();
}

import { graphemes } from './browser-features.js';
import { text } from './texts.js';
const counterShare = 0.9;
export function watchTextLimits() {
    document.addEventListener('input', onInput);
}
export function textLength(value) {
    let length = 0;
    for (const _ of graphemes(value)) {
        length++;
    }
    return length;
}
export function lengthProblem(field) {
    const { length, limit } = measure(field);
    return length > limit ? text('LiveTooLong', length, limit) : undefined;
}
export function showLimit(field) {
    const { length, limit } = measure(field);
    const [over, wasOver] = [length > limit, field.hasAttribute('data-over')];
    if (over !== wasOver) {
        field.toggleAttribute('data-over', over);
        over ? field.setAttribute('aria-invalid', 'true') : field.removeAttribute('aria-invalid');
    }
    const place = field.closest('.lines, .field, .creative-form, .review-name, .search, .composer');
    const counter = place?.querySelector(':scope > .limit') ?? undefined;
    if (place && length > limit * counterShare) {
        const shown = counter ?? place.appendChild(createCounter());
        shown.classList.toggle('wrong', over);
        shown.textContent = text(over ? 'LiveCharactersOver' : 'LiveCharacters', length, limit, length - limit);
    }
    else {
        counter?.remove();
    }
}
function onInput(event) {
    const field = event.target;
    if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.dataset['limit']) {
        showLimit(field);
    }
}
function measure(field) {
    const limit = Number(field.dataset['limit'] ?? Infinity);
    const { value } = field;
    return { length: value.length > limit * counterShare ? textLength(value) : value.length, limit };
}
function createCounter() {
    const counter = document.createElement('p');
    counter.className = 'limit';
    counter.setAttribute('aria-live', 'polite');
    return counter;
}

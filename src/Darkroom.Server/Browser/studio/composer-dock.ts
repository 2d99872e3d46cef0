// Keeps the form of the studio at hand: scrolled past, it stays at the top as one line until it is used. What is chosen in its folded
// settings stands in their summary.

/** The height of the navigation bar and the space below it. */
const top = 64;
/** A scroll of fewer pixels leaves the form open. */
const slack = 40;

export function dock(form: HTMLFormElement, signal: AbortSignal): void {
  const place = form.parentElement!;
  let openedAt = 0;
  const open = (): void => {
    form.toggleAttribute('data-open', true);
    openedAt = scrollY;
  };
  const update = (): void => {
    const docked = place.getBoundingClientRect().bottom < top;
    if (docked !== form.hasAttribute('data-docked')) {
      // Nothing moves: the place keeps the height of the form that leaves it.
      place.style.height = docked ? `${place.offsetHeight}px` : '';
      form.toggleAttribute('data-docked', docked);
      form.removeAttribute('data-open');
    } else if (Math.abs(scrollY - openedAt) > slack) {
      form.removeAttribute('data-open');
    }
  };
  for (const type of ['focusin', 'pointerdown'] as const) {
    form.addEventListener(type, (event) => (event.target as Element).id === 'prompt' && open(), { signal });
  }
  form.addEventListener('keydown', (event) => event.key === 'Escape' && form.removeAttribute('data-open'), { signal });
  document.addEventListener('pointerdown', (event) => form.contains(event.target as Node) || form.removeAttribute('data-open'), { signal });
  form.addEventListener('submit', () => form.removeAttribute('data-open'), { signal });
  window.addEventListener('scroll', update, { signal, passive: true });
}

/** Shows the folded settings that are not the default ones in the summary. */
export function showFacts(form: HTMLFormElement): void {
  const fold = form.querySelector<HTMLDetailsElement>('.more-settings')!;
  const facts = [...fold.querySelectorAll<HTMLInputElement | HTMLSelectElement>('.field :is(input, select)[name]')]
    .filter((field) => field.value && !field.closest('[hidden]'))
    .map((field) => `${field.labels?.[0]?.textContent ?? ''} ${field.value}`);
  fold.querySelector('[data-facts]')!.textContent = facts.join(' · ');
}

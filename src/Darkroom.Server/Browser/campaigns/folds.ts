/** Shows the values of folded fields in the summaries, because everything in them goes into the images. */
export function showFoldValues(form: ParentNode): void {
  for (const values of form.querySelectorAll<HTMLElement>('summary > [data-values]')) {
    const fields = values.closest('details')!.querySelectorAll<HTMLInputElement | HTMLSelectElement>('.field > :is(input, select)[name]:not([name=kit])');
    const shown = [...fields].map((field) => (field instanceof HTMLSelectElement ? field.value && field.selectedOptions[0]?.text : field.value.trim()));
    const text = shown.filter(Boolean).join(' · ');
    if (values.textContent !== text) {
      values.textContent = text;
    }
  }
}

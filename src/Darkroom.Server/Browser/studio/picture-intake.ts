// The three ways a picture comes in: chosen, pasted anywhere on the page, dropped anywhere on the page.

/**
 * @param input Where files are chosen; emptied afterwards, so that the same one can be chosen again.
 * @param wanted Whether pictures are taken now: otherwise the browser does what it does with them.
 */
export function takePictures(
  input: HTMLInputElement, wanted: () => boolean, take: (files: readonly File[]) => void, signal: AbortSignal,
): void {
  const root = document.documentElement;
  const takeFrom = (event: Event, data: DataTransfer | null): void => {
    const files = [...(data?.files ?? [])];
    if (wanted() && files.length > 0) {
      event.preventDefault();
      take(files);
    }
  };
  input.addEventListener('change', () => {
    take([...(input.files ?? [])]);
    input.value = '';
  }, { signal });
  document.addEventListener('paste', (event) => takeFrom(event, event.clipboardData), { signal });
  document.addEventListener('drop', (event) => {
    root.removeAttribute('data-dropping');
    takeFrom(event, event.dataTransfer);
  }, { signal });
  document.addEventListener('dragover', (event) => {
    if (wanted() && event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
      root.toggleAttribute('data-dropping', true);
    }
  }, { signal });
  document.addEventListener('dragleave', (event) => root.toggleAttribute('data-dropping', event.relatedTarget !== null && root.hasAttribute('data-dropping')), { signal });
}

/** A file as a data URL; undefined where it cannot be read any more. */
export function asDataUrl(file: Blob): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => resolve(undefined);
    reader.readAsDataURL(file);
  });
}

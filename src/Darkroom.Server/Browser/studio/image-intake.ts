// Three ways to add an image: choose a file, paste it anywhere on the page, drop it anywhere on the page.

/**
 * @param input The file input. It is cleared afterwards, so that the same file can be chosen again.
 * @param accepts True while images are accepted. Otherwise the browser handles them.
 */
export function acceptImageFiles(
  input: HTMLInputElement, accepts: () => boolean, add: (files: readonly File[]) => void, signal: AbortSignal,
): void {
  const root = document.documentElement;
  const addFrom = (event: Event, data: DataTransfer | null): void => {
    const files = [...(data?.files ?? [])];
    if (accepts() && files.length > 0) {
      event.preventDefault();
      add(files);
    }
  };
  input.addEventListener('change', () => {
    add([...(input.files ?? [])]);
    input.value = '';
  }, { signal });
  document.addEventListener('paste', (event) => addFrom(event, event.clipboardData), { signal });
  document.addEventListener('drop', (event) => {
    root.removeAttribute('data-dropping');
    addFrom(event, event.dataTransfer);
  }, { signal });
  document.addEventListener('dragover', (event) => {
    if (accepts() && event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
      root.toggleAttribute('data-dropping', true);
    }
  }, { signal });
  document.addEventListener('dragleave', (event) => root.toggleAttribute('data-dropping', event.relatedTarget !== null && root.hasAttribute('data-dropping')), { signal });
}

/** Returns a file as a data URL; undefined if it cannot be read any more. */
export function readAsDataUrl(file: Blob): Promise<string | undefined> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => resolve(undefined);
    reader.readAsDataURL(file);
  });
}

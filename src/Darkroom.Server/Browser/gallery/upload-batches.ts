const maxFiles = 16;
const maxBytes = 32 * 1024 * 1024;

/** Splits files into requests. A text stays beside the image that has the same name. */
export function* batches(files: readonly File[]): Generator<File[]> {
  const stem = (file: File): string => file.name.replace(/\.[^.]*$/, '');
  let batch: File[] = [];
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = batch.length >= maxFiles || batch.reduce((sum, { size }) => sum + size, file.size) > maxBytes;
    if (batch.length > 0 && full && stem(batch.at(-1)!) !== stem(file)) {
      yield batch;
      batch = [];
    }
    batch.push(file);
  }
  if (batch.length > 0) {
    yield batch;
  }
}

import { readEvents } from '../shared/fetch-event-source.js';
import { PageElement } from '../shared/page-element.js';
import { showProblem } from '../shared/problem.js';
import { siteUrl } from '../shared/site.js';
import { text } from '../shared/texts.js';
import { batches } from './upload-batches.js';

const busyMs = 3000;

interface ImportedFile {
  readonly file: string;
  readonly status: 'imported' | 'duplicate' | 'rejected';
  readonly image_id?: string;
  readonly remark?: string;
}

/** Imports chosen or dropped files, a few with each request, and shows what became of them. Without scripts the form does the same at once. */
export class DarkroomImportImages extends PageElement {
  static define(tag = 'darkroom-import-images'): void {
    customElements.define(tag, this);
  }

  #running: AbortController | undefined;
  readonly #counts = { imported: 0, duplicate: 0, rejected: 0 };
  /** How many files are listed in the end; undefined if that is not known. */
  #total: number | undefined;

  protected connected(signal: AbortSignal): void {
    this.querySelector('form')?.addEventListener('submit', (event) => {
      const files = this.querySelector<HTMLInputElement>('#import-files')?.files;
      // A folder of the server is imported by the form itself.
      if (files?.length && !this.querySelector<HTMLInputElement>('#import-folder')?.value.trim()) {
        event.preventDefault();
        void this.#run([...files]);
      }
    }, { signal });
    this.querySelector('#import-stop')?.addEventListener('click', () => this.#running?.abort(), { signal });
    document.addEventListener('dragover', (event) => this.#dragged(event), { signal });
    document.addEventListener('dragleave', () => document.documentElement.removeAttribute('data-dropping'), { signal });
    document.addEventListener('drop', (event) => {
      if (this.#dragged(event)) {
        document.documentElement.removeAttribute('data-dropping');
        void this.#run([...event.dataTransfer!.files]);
      }
    }, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running?.abort();
  }

  #dragged(event: DragEvent): boolean {
    const hasFiles = event.dataTransfer?.types.includes('Files') ?? false;
    if (hasFiles) {
      event.preventDefault();
      document.documentElement.toggleAttribute('data-dropping', true);
    }
    return hasFiles;
  }

  async #run(files: readonly File[]): Promise<void> {
    if (this.#running || files.length === 0) {
      return;
    }
    this.#running = new AbortController();
    this.#show(true);
    showProblem(this, '#import-problem', '');
    try {
      // How many files a zip contains is not known.
      this.#total = files.some(({ name }) => /\.zip$/i.test(name)) ? undefined : files.filter(({ name }) => !/\.txt$/i.test(name)).length;
      this.#showProgress();
      for (const batch of batches(files)) {
        await this.#send(batch, this.#running.signal);
      }
      const { imported, duplicate, rejected } = this.#counts;
      this.#status(this.#listed === 0 ? text('LiveImportNothing') : text('LiveImportDone', imported, duplicate, rejected));
    } catch (fault) {
      if (this.#running.signal.aborted) {
        this.#status(text('LiveImportStopped'));
      } else {
        showProblem(this, '#import-problem', fault instanceof Rejection ? fault.message : text('LiveServerUnreachable'));
      }
    }
    this.#running = undefined;
    this.#show(false);
  }

  async #send(files: readonly File[], signal: AbortSignal): Promise<void> {
    const form = new FormData();
    form.append('tags', this.querySelector<HTMLInputElement>('#import-tags')?.value ?? '');
    files.forEach((file) => form.append('files', file));
    const answer = await fetch(siteUrl('/api/imports'), { method: 'POST', body: form, headers: { Accept: 'text/event-stream' }, signal });
    if (answer.status === 429) {
      await new Promise((resume) => setTimeout(resume, busyMs));
      signal.throwIfAborted();
      return this.#send(files, signal);
    }
    if (!answer.ok) {
      const { detail } = await answer.json() as { readonly detail?: string };
      throw new Rejection(detail ?? text('LiveServerRejected'));
    }
    let completed = false;
    for await (const { type, data } of readEvents(answer.body!)) {
      if (type === 'file') {
        this.#list(JSON.parse(data) as ImportedFile);
      } else if (type === 'error') {
        throw new Rejection((JSON.parse(data) as ImportedFile).remark);
      }
      completed ||= type === 'complete';
    }
    if (!completed) {
      throw new Rejection(text('LiveServerUnreachable'));
    }
  }

  get #listed(): number {
    return this.#counts.imported + this.#counts.duplicate + this.#counts.rejected;
  }

  /** Adds a line to the report. */
  #list({ file, status, image_id: id, remark }: ImportedFile): void {
    this.#counts[status]++;
    const [name, result] = [document.createElement('td'), document.createElement('td')];
    const link = document.createElement('a');
    link.href = siteUrl(`/images/${id}/view`);
    link.textContent = file;
    name.append(id ? link : file);
    const said = { imported: 'LiveImportImported', duplicate: 'LiveImportDuplicate', rejected: 'LiveImportRejected' };
    result.textContent = `${text(said[status])} ${remark ?? ''}`;
    const row = document.createElement('tr');
    row.append(name, result);
    this.querySelector('.import-table tbody')?.append(row);
    this.querySelector('#import-report')?.removeAttribute('hidden');
    this.#showProgress();
  }

  #showProgress(): void {
    const bar = this.querySelector<HTMLProgressElement>('#import-progress')!;
    if (this.#total === undefined) {
      bar.removeAttribute('value');
      this.#status(text('LiveImportSoFar', this.#listed));
    } else {
      bar.max = this.#total;
      bar.value = this.#listed;
      this.#status(text('LiveImportProgress', this.#listed, this.#total));
    }
  }

  #status(said: string): void {
    this.querySelector('#import-status')?.replaceChildren(said);
  }

  #show(running: boolean): void {
    this.querySelector('#import-stop')?.toggleAttribute('hidden', !running);
    this.querySelector('#import-progress')?.toggleAttribute('hidden', !running);
    this.querySelector('button[type=submit]')?.toggleAttribute('disabled', running);
  }
}

/** What the server said against a request. */
class Rejection extends Error {}

import { call, read } from './campaign-api.js';
import { BriefEvent, DarkroomBrief } from './campaign-brief.js';
import { CreativeEvent, DarkroomCreative } from './campaign-creative.js';
import { CampaignFeed } from './campaign-feed.js';
import { GridKeys } from './campaign-keys.js';
import { CampaignNews } from './campaign-news.js';
import { merge } from './campaign-parts.js';
import { StatusLine } from './campaign-status.js';
import { ignoreRepeats, once, release } from '../shared/presses.js';
import { at } from '../shared/site.js';

const generate = 'generate-creatives';

/** The page of one campaign: starts its pictures, and keeps what is shown as the server has it. */
export class DarkroomCampaign extends HTMLElement {
  static define(tag = 'darkroom-campaign'): void {
    customElements.define(tag, this);
  }

  #alive?: AbortController;
  #feed?: CampaignFeed;
  #news?: CampaignNews;
  #status?: StatusLine;
  #reading: Promise<void> | undefined;
  #again = false;

  connectedCallback(): void {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    this.#feed = new CampaignFeed({
      onPartial: (place, url, index, of) => this.#tiles(place).forEach((tile) => tile.showPartial(url, index, of)),
    }, signal);
    new GridKeys(this, signal);
    ignoreRepeats(this, '#generate-creatives, [data-regenerate]', signal);
    // What is asked for now is something else.
    this.addEventListener('input', () => release(generate), { signal });
    this.addEventListener('submit', (event) => this.#onSubmit(event), { signal });
    this.addEventListener('click', (event) => this.#onClick(event), { signal });
    this.addEventListener('change', (event) => this.#onChange(event.target as HTMLElement), { signal });
    this.addEventListener(BriefEvent.type, (event) => this.#onSaved(event as BriefEvent), { signal });
    this.addEventListener(CreativeEvent.type, () => void this.refresh(), { signal });
    window.addEventListener('popstate', () => void this.refresh(), { signal });
    this.#status = new StatusLine(this);
    this.#feed.follow(this);
    this.#listen();
  }

  disconnectedCallback(): void {
    this.#alive?.abort();
  }

  get #brief(): DarkroomBrief {
    return this.querySelector<DarkroomBrief>('darkroom-brief')!;
  }

  /** Looks again when the server has another state than the one that is shown, whoever made it so. */
  #listen(): void {
    const id = this.dataset['campaign'];
    if (id && !this.#news && this.#alive) {
      this.#news = new CampaignNews(at(`/api/campaigns/${id}/events`), (mark) => void this.#onMark(mark), this.#alive.signal);
    }
  }

  async #onMark(mark: string): Promise<void> {
    // What is being read may be that state already.
    await this.#reading;
    if (mark !== this.dataset['mark']) {
      await this.refresh();
    }
  }

  /** Shows the page as the server has it now; asked meanwhile, once more. */
  refresh(): Promise<void> {
    this.#again = this.#reading !== undefined;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#again) {
        void this.refresh();
      }
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const fresh = this.#brief.campaign ? await read(location.href) : undefined;
    if (!fresh || this.#alive?.signal.aborted) {
      return;
    }
    merge(this, fresh);
    this.dataset['mark'] = fresh.querySelector<HTMLElement>('darkroom-campaign')?.dataset['mark'] ?? '';
    this.#status?.adopt(fresh);
    document.title = fresh.title;
    this.#feed?.follow(fresh);
  }

  #tiles(place: string): DarkroomCreative[] {
    return [...this.querySelectorAll<DarkroomCreative>(`darkroom-creative[data-place="${place}"]`)];
  }

  #onSaved(event: BriefEvent): void {
    if (!this.dataset['campaign']) {
      this.dataset['campaign'] = event.campaign;
      history.replaceState(null, '', at(`/campaigns/${event.campaign}`));
      this.#listen();
    }
    this.querySelector('#campaign-title')?.replaceChildren(this.querySelector<HTMLInputElement>('#name')?.value || 'New campaign');
    void this.refresh();
  }

  #onSubmit(event: SubmitEvent): void {
    const { id, value } = (event.submitter ?? {}) as HTMLButtonElement;
    if ((event.target as HTMLElement).id === 'campaign-form') {
      event.preventDefault();
      void (id === 'generate-creatives' ? this.#generate() : this.#brief.save(value || 'save'));
    } else if ((event.target as HTMLElement).id === 'approve-all') {
      event.preventDefault();
      void this.#approveAll(event.target as HTMLFormElement);
    }
  }

  async #generate(): Promise<void> {
    const button = this.querySelector<HTMLButtonElement>('#generate-creatives')!;
    await once(generate, button, async () => {
      button.setAttribute('aria-busy', 'true');
      const started = await this.#brief.save('generate');
      if (started) {
        await this.refresh();
      }
      button.removeAttribute('aria-busy');
      return started;
    });
  }

  async #approveAll(form: HTMLFormElement): Promise<void> {
    await call('POST', form.getAttribute('action')!, {});
    await this.refresh();
  }

  /** Shows what the address says now; another page from its beginning. */
  async #turn(page: boolean): Promise<void> {
    await this.refresh();
    if (page) {
      this.querySelector('#creatives')?.scrollIntoView({ block: 'start' });
    }
  }

  #complain(selector: string, problem: string): void {
    const place = this.querySelector<HTMLElement>(selector);
    place?.replaceChildren(problem);
    place?.toggleAttribute('hidden', !problem);
  }

  #onClick(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const filter = target.closest<HTMLAnchorElement>('a[data-filter]');
    if (filter && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      history.pushState(null, '', filter.href);
      void this.#turn(filter.hasAttribute('data-page'));
    }
    const regenerate = target.closest<HTMLElement>('[data-regenerate]');
    if (regenerate) {
      event.preventDefault();
      const [concept, shape] = (regenerate.dataset['regenerate'] ?? '').split('.');
      const path = `images/${concept}/${shape}/regenerate`;
      void once(path, regenerate, () => this.#act('POST', path));
    }
    if (target.closest('[data-rewrite]')) {
      event.preventDefault();
      void this.#act('POST', 'prompts');
    }
  }

  #onChange(changed: HTMLElement): void {
    if (changed.id === 'zones') {
      this.toggleAttribute('data-zones', (changed as HTMLInputElement).checked);
    }
    const prompt = changed instanceof HTMLTextAreaElement ? /^prompt\.(\d+)\.(\w+)$/.exec(changed.name) : null;
    if (prompt) {
      void this.#act('PUT', `prompts/${prompt[1]}/${prompt[2]}`, { prompt: (changed as HTMLTextAreaElement).value });
    }
  }

  /** @returns Whether the server did it. */
  async #act(method: string, path: string, body: object = {}): Promise<boolean> {
    const answer = await call<{ version?: number }>(method, at(`/api/campaigns/${this.#brief.campaign}/${path}`), body);
    if (answer.ok && answer.value.version) {
      this.#brief.version = answer.value.version;
    }
    this.#complain('#prompt-problem', answer.ok ? '' : answer.problem);
    await this.refresh();
    return answer.ok;
  }
}

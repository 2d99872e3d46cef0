// What the menus and buttons of finished images and of runs do. Loaded when one is first used.
import { Rejection, restore, setFavorite, trash } from '../gallery/organise.js';
import { copied, copiedImage } from '../shared/browser-features.js';
import { openMenu } from '../shared/menu.js';
import { siteUrl } from '../shared/site.js';
import { counted, text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import type { ActionHost } from './action-triggers.js';
import type { Composer } from './composer.js';
import { sizeOf } from './run-event.js';
import { availableProvider, nearestRatio, requestOf, selectEditor, type StoredRequest, toBody } from './stored-request.js';

/** The image of a tile, or a run. */
interface Target {
  readonly host: ActionHost;
  readonly sheet: HTMLElement;
  readonly tile: HTMLElement | null;
  readonly id: string;
}

/** Does what a button is for: opens a menu, or changes its image. */
export async function act(button: HTMLElement, host: ActionHost): Promise<void> {
  const tile = button.closest<HTMLElement>('.tile');
  const target: Target = { host, tile, sheet: button.closest<HTMLElement>('.sheet')!, id: tile?.dataset['image'] ?? '' };
  const name = button.dataset['act'] ?? '';
  const chosen = name === 'image' || name === 'run' ? (await openMenu(document.querySelector(`#${name}-menu`)!, button, (menu) => prepare(menu, target)))?.dataset['do'] : name;
  if (chosen) {
    await run(chosen, target);
  }
}

/** Hides what cannot be done now. */
function prepare(menu: HTMLElement, { sheet, tile, id }: Target): void {
  // A copy has to follow the click at once.
  void requestOf(sheet);
  const item = (name: string): HTMLElement | null => menu.querySelector<HTMLElement>(`[data-do=${name}]`);
  const hide = (name: string, hidden: boolean): void => void item(name)?.toggleAttribute('hidden', hidden);
  const starred = tile?.querySelector('[data-act=star]')?.getAttribute('aria-pressed') === 'true';
  const trashed = tile?.hasAttribute('data-trashed') ?? false;
  hide('star', starred);
  hide('unstar', !starred);
  hide('trash', trashed);
  hide('restore', !trashed);
  hide('cancel', sheet.dataset['status'] !== 'running');
  hide('retry', retries(sheet).length === 0);
  item('download')?.setAttribute('href', siteUrl(`/images/${id}?download`));
  item('upscale')?.setAttribute('href', siteUrl(`/images/${id}/upscale`));
}

function retries(sheet: HTMLElement): HTMLFormElement[] {
  return [...sheet.querySelectorAll<HTMLFormElement>('.tile-retry:not([hidden])')];
}

async function run(action: string, target: Target): Promise<void> {
  const { tile, sheet, id } = target;
  const star = tile?.querySelector('[data-act=star]');
  switch (action) {
    case 'star':
    case 'unstar': {
      const before = star?.getAttribute('aria-pressed');
      star?.setAttribute('aria-pressed', String(before !== 'true'));
      await changed(() => setFavorite(id, before !== 'true'), () => star?.setAttribute('aria-pressed', String(before)));
      break;
    }
    case 'trash':
    case 'restore':
      await setTrashed(target, !tile?.hasAttribute('data-trashed'));
      break;
    case 'copy-image':
      say(text((await copiedImage(siteUrl(`/images/${id}`))) ? 'LiveCopied' : 'LiveCopyImageBlocked'));
      break;
    case 'download':
    case 'upscale':
      break;
    case 'cancel':
      sheet.querySelector<HTMLFormElement>('.sheet-cancel')?.requestSubmit();
      break;
    case 'retry':
      retries(sheet).forEach((form) => form.requestSubmit());
      break;
    default: {
      const request = await requestOf(sheet);
      request ? await withRequest(action, request, target) : say(text('LiveServerUnreachable'));
    }
  }
}

async function withRequest(action: string, request: StoredRequest, { host, sheet, tile, id }: Target): Promise<void> {
  const { composer } = host;
  const { width, height } = sizeOf(request.size);
  const settings = { ...request, provider: availableProvider(composer.form, request.provider), aspect_ratio: nearestRatio(composer.form, width / height) };
  switch (action) {
    case 'copy-prompt':
      say(text((await copied(request.prompt)) ? 'LiveCopied' : 'LiveCopyBlocked'));
      break;
    case 'again':
    case 'vary': {
      const problem = await host.run(await toBody(request, sheet.dataset['generation']!), { width, height });
      say(problem ?? counted('LiveStarted', request.n));
      break;
    }
    case 'settings':
      filled(composer, composer.fill({ ...settings, prompt: composer.prompt.value }));
      break;
    case 'remix': {
      const { seed: _, ...others } = settings;
      filled(composer, composer.fill(others));
      break;
    }
    case 'edit':
    case 'reference':
      workFrom(composer, id, {
        alt: tile?.querySelector('img')?.alt, preferred: request.provider, edit: action === 'edit' ? { aspect_ratio: settings.aspect_ratio } : undefined,
      });
      break;
  }
}

/**
 * Adds an image of the gallery to those to work from.
 * @param options The provider to use if it accepts images, and, to change this image and no other, the values of the form.
 */
export function workFrom(composer: Composer, id: string, options: { readonly alt?: string | undefined; readonly preferred?: string; readonly edit?: { readonly aspect_ratio?: string } | undefined } = {}): void {
  const { images, prompt } = composer;
  const provider = selectEditor(composer.form, options.preferred ?? composer.form.querySelector<HTMLSelectElement>('#provider')!.value);
  if (!provider || !images) {
    say(text('LiveNoEditor'));
    return;
  }
  const revert = options.edit ? composer.fill({ provider, prompt: '', ...options.edit, n: 1 }) : composer.useProvider(provider);
  const remove = images.addStored(id, options.alt ?? '', options.edit !== undefined);
  const { placeholder } = prompt;
  prompt.placeholder = options.edit ? text('LiveWhatToChange') : placeholder;
  filled(composer, () => {
    revert();
    remove();
    prompt.placeholder = placeholder;
  });
}

/** Leads to the filled form. */
function filled(composer: Composer, undo: () => void): void {
  window.scrollTo({ top: 0 });
  composer.prompt.focus({ preventScroll: true });
  toast()?.show(text('LiveFilled'), undo);
}

async function setTrashed(target: Target, trashed: boolean): Promise<void> {
  const { tile, id } = target;
  const show = (now: boolean): void => {
    tile?.toggleAttribute('data-trashed', now);
    const button = tile?.querySelector<HTMLElement>('[data-act=trash]');
    const label = text(now ? 'LiveRestore' : 'LiveMoveToTrash');
    button && Object.assign(button, { ariaLabel: label, title: label });
  };
  show(trashed);
  if (await changed(() => (trashed ? trash(id) : restore(id)), () => show(!trashed))) {
    trashed ? toast()?.show(text('LiveTrashed'), () => void setTrashed(target, false)) : say(text('LiveRestored'));
  }
}

/** @returns True if the server has changed it. */
async function changed(request: () => Promise<void>, revert: () => void): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (failure) {
    revert();
    say(failure instanceof Rejection ? failure.message : text('LiveServerUnreachable'));
    return false;
  }
}

function say(message: string): void {
  toast()?.show(message);
}

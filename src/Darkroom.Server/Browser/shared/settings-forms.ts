import { fieldsOf } from './form-fields.js';
import { parsePage } from './local-times.js';
import { PageElement } from './page-element.js';
import { siteUrl } from './site.js';
import { text } from './texts.js';

type Control = HTMLInputElement | HTMLSelectElement;

/** The settings page: its forms are sent without leaving it, and the server's answer replaces the parts of the page. */
export class DarkroomSettings extends PageElement {
  static define(tag = 'darkroom-settings'): void {
    customElements.define(tag, this);
  }

  #sending = false;

  protected connected(signal: AbortSignal): void {
    this.addEventListener('submit', (event) => {
      const form = event.target as HTMLFormElement;
      if (form.matches('[data-save]')) {
        event.preventDefault();
        void this.#send(form, event.submitter, signal);
      }
    }, { signal });
    this.addEventListener('change', (event) => {
      const form = (event.target as HTMLElement).closest<HTMLFormElement>('[data-theme-form]');
      if (form) {
        void this.#applyTheme(form);
      }
      (event.target as HTMLElement).closest<HTMLFormElement>('[data-language-form]')?.submit();
    }, { signal });
  }

  async #applyTheme(form: HTMLFormElement): Promise<void> {
    const fields = fieldsOf(form);
    document.documentElement.dataset['theme'] = fields.get('theme') ?? '';
    const saved = await fetch(siteUrl('/settings/theme'), { method: 'POST', body: fields }).catch(() => undefined);
    this.#report(saved?.ok ? text('LiveSaved') : text('LiveServerUnreachable'));
  }

  async #send(form: HTMLFormElement, button: HTMLElement | null, signal: AbortSignal): Promise<void> {
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    this.#report(text('LiveSaving'));
    try {
      const answer = await fetch(form.getAttribute('action')!, { method: 'POST', body: fieldsOf(form, button), headers: { Accept: 'text/html' }, signal });
      const page = parsePage(await answer.text());
      this.#report(page.getElementById('settings-status')?.textContent.trim() ?? text('LiveServerError', answer.status));
      if (page.getElementById('settings-status')) {
        this.#replaceParts(page, form);
        this.#focus(button, form);
      }
    } catch {
      this.#report(signal.aborted ? '' : text('LiveServerUnreachable'));
    } finally {
      this.#sending = false;
    }
  }

  /** Replaces all parts, because one may show what another one changes. What was typed into other forms stays. */
  #replaceParts(page: Document, sent: HTMLFormElement): void {
    const typed = [...this.querySelectorAll<Control>('[data-save] :is(input, select)')].filter((control) => control.form !== sent && isChanged(control));
    const open = [...this.querySelectorAll<HTMLDetailsElement>('details[id]')].filter((one) => !one.contains(sent) || one.id === 'more-providers');
    for (const part of this.querySelectorAll('[data-part]')) {
      const fresh = page.getElementById(part.id);
      if (fresh) {
        part.replaceWith(document.adoptNode(fresh));
      }
    }
    for (const control of typed) {
      const fresh = document.getElementById(control.id) as Control | null;
      if (fresh) {
        fresh.value = control.value;
      }
    }
    for (const { id } of open.filter((one) => one.open)) {
      document.getElementById(id)?.setAttribute('open', '');
    }
  }

  /** Focus goes to the first wrong field, else it stays at the button, or at what is left of its form. */
  #focus(button: HTMLElement | null, form: HTMLFormElement): void {
    const provider = form.querySelector<HTMLInputElement>('[name=provider]')?.value;
    const places = ['[aria-invalid=true]', button?.id ? `#${button.id}` : '', provider ? `#settings-${provider} > summary` : ''];
    places.filter(Boolean).map((place) => this.querySelector<HTMLElement>(place)).find((place) => place?.checkVisibility())?.focus();
  }

  #report(message: string): void {
    this.querySelector('#settings-status')!.textContent = message;
  }
}

function isChanged(control: Control): boolean {
  return control instanceof HTMLInputElement
    ? control.value !== control.defaultValue
    : [...control.options].some((option, index) => option.selected !== (option.defaultSelected || (index === 0 && !control.querySelector('[selected]'))));
}

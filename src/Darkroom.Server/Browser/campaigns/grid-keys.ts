import type { DarkroomCreative } from './creative.js';

/** Keyboard shortcuts of the matrix: arrows move from creative to creative, A approves, R rejects, Enter opens. */
export class GridKeys {
  readonly #page: HTMLElement;

  constructor(page: HTMLElement, signal: AbortSignal) {
    this.#page = page;
    document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
    page.addEventListener('pointerdown', (event) => this.#onPointer(event), { signal });
    const first = this.#tiles[0];
    first?.setAttribute('tabindex', '0');
  }

  get #tiles(): DarkroomCreative[] {
    return [...this.#page.querySelectorAll<DarkroomCreative>('#creatives [data-creative]')];
  }

  #onPointer(event: Event): void {
    const target = event.target as HTMLElement;
    if (!target.closest('a, button, textarea, input, summary')) {
      target.closest<HTMLElement>('[data-creative]')?.focus({ preventScroll: true });
    }
  }

  #onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#page.querySelector<HTMLElement>('#generate-creatives')?.click();
      return;
    }
    if (target.closest('input, textarea, select, dialog, [popover]') || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const tile = target.closest<DarkroomCreative>('[data-creative]');
    if (tile) {
      this.#onTile(event, tile);
    }
  }

  #onTile(event: KeyboardEvent, tile: DarkroomCreative): void {
    const tiles = this.#tiles;
    const at = tiles.indexOf(tile);
    switch (event.key.toLowerCase()) {
      case 'a':
        void tile.decide('approved');
        break;
      case 'r':
        void tile.decide('rejected');
        break;
      case 'arrowright':
      case 'arrowdown':
        tiles[at + 1]?.focus();
        break;
      case 'arrowleft':
      case 'arrowup':
        tiles[at - 1]?.focus();
        break;
      case 'enter':
        if (event.target !== tile) {
          return;
        }
        tile.querySelector<HTMLElement>('a[data-open]')?.click();
        break;
      default:
        return;
    }
    event.preventDefault();
  }
}

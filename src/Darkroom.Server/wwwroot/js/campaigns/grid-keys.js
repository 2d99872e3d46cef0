export class GridKeys {
    #page;
    constructor(page, signal) {
        this.#page = page;
        document.addEventListener('keydown', (event) => this.#onKey(event), { signal });
        page.addEventListener('pointerdown', (event) => this.#onPointer(event), { signal });
        const first = this.#tiles[0];
        first?.setAttribute('tabindex', '0');
    }
    get #tiles() {
        return [...this.#page.querySelectorAll('#creatives [data-creative]')];
    }
    #onPointer(event) {
        const target = event.target;
        if (!target.closest('a, button, textarea, input, summary')) {
            target.closest('[data-creative]')?.focus({ preventScroll: true });
        }
    }
    #onKey(event) {
        const target = event.target;
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            this.#page.querySelector('#generate-creatives')?.click();
            return;
        }
        if (target.closest('input, textarea, select, dialog, [popover]') || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        if (event.key === '?') {
            this.#page.querySelector('#keys')?.showModal();
            return;
        }
        const tile = target.closest('[data-creative]');
        if (tile) {
            this.#onTile(event, tile);
        }
    }
    #onTile(event, tile) {
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
                tile.querySelector('a[data-open]')?.click();
                break;
            default:
                return;
        }
        event.preventDefault();
    }
}

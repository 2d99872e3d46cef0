import { store, stored } from '../shared/browser-features.js';
import { storageKey } from '../shared/site.js';
import type { LayoutKind, Metrics } from './grid-layout.js';

export type TileSize = 'small' | 'medium' | 'large';

/** How the grid shows images. Kept by the browser, because it belongs to a screen and not to a view. */
export interface GridSettings {
  readonly kind: LayoutKind;
  readonly size: TileSize;
}

const key = storageKey('darkroom-grid');
const kinds: readonly string[] = ['justified', 'squares', 'list'] satisfies LayoutKind[];
const sizes: readonly string[] = ['small', 'medium', 'large'] satisfies TileSize[];

/** Row heights in pixels on wide and on narrow screens. */
const rows: Readonly<Record<LayoutKind, Readonly<Record<TileSize, readonly [wide: number, narrow: number]>>>> = {
  justified: { small: [136, 88], medium: [216, 136], large: [336, 220] },
  squares: { small: [128, 80], medium: [196, 112], large: [296, 172] },
  list: { small: [56, 68], medium: [88, 76], large: [136, 104] },
};
const narrowWidth = 640;
/** A window shows about as many images at most, so that there is room for others around it. */
const maxInWindow = 240;

export function readSettings(): GridSettings {
  const [kind = '', size = ''] = stored(key).split(' ');
  return { kind: (kinds.includes(kind) ? kind : 'justified') as LayoutKind, size: (sizes.includes(size) ? size : 'medium') as TileSize };
}

export function writeSettings({ kind, size }: GridSettings): void {
  store(key, `${kind} ${size}`);
}

/** Returns the measures of a layout for the width of the grid and the height of the window. */
export function metricsOf({ kind, size }: GridSettings, width: number, height: number): Metrics {
  const narrow = width < narrowWidth;
  const row = rows[kind][size][narrow ? 1 : 0];
  const least = kind === 'list' ? 0 : Math.sqrt((width * height) / maxInWindow);
  return { kind, width, row: Math.max(row, Math.round(least)), gap: kind === 'list' ? 0 : narrow ? 4 : 8, heading: narrow ? 48 : 56 };
}

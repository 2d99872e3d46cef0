import { text } from '../shared/texts.js';
import { toast } from '../shared/toast.js';
import type { Composer } from './composer.js';
import { sizeOf } from './run-event.js';
import { availableProvider, nearestRatio } from './stored-request.js';

/** A preset, as the API returns it. */
export interface Preset {
  readonly name: string;
  readonly prompt: string;
  readonly negative_prompt?: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Fills in the settings of a preset, if it has some. */
export function applySettings({ name, settings }: Preset, composer: Composer): void {
  const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
  if (Object.keys(set).length === 0) {
    return;
  }
  const { provider, size } = set;
  if (typeof provider === 'string') {
    set['provider'] = availableProvider(composer.form, provider);
  }
  if (typeof size === 'string') {
    const { width, height } = sizeOf(size);
    set['aspect_ratio'] = nearestRatio(composer.form, width / height);
  }
  const undo = composer.useSettings(set);
  toast()?.show(text('LivePresetUsed', name), undo);
}

import type { Composer } from './composer.js';
import type { RunSize } from './run-event.js';

/** What the actions of images and runs act on. */
export interface ActionHost {
  readonly composer: Composer;
  /** Starts a run. Returns why it was not started; undefined if it was. */
  run(request: Record<string, unknown>, size: RunSize): Promise<string | undefined>;
}

const longPressMs = 450;
/** A finger that moves farther scrolls. */
const longPressPixels = 10;

/** Runs the actions of images and runs: by their buttons, and by a long press. They are loaded when one is first used. */
export function watchActions(studio: HTMLElement, host: ActionHost, signal: AbortSignal): void {
  let timer = 0;
  let pressed = false;
  let pressedAt: readonly [number, number] = [0, 0];
  const act = (button: HTMLElement): void => void import('./actions.js').then((actions) => actions.act(button, host));

  studio.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-act]');
    if (pressed) {
      // The end of a long press.
      pressed = false;
      event.preventDefault();
    } else if (button) {
      act(button);
    }
  }, { signal });
  studio.addEventListener('pointerdown', (event) => {
    pressed = false;
    const more = event.pointerType === 'touch' && (event.target as Element).closest('.tile[data-state=ready] .tile-image')?.parentElement?.querySelector<HTMLElement>('[data-act=image]');
    clearTimeout(timer);
    if (more) {
      pressedAt = [event.clientX, event.clientY];
      timer = window.setTimeout(() => {
        pressed = true;
        act(more);
      }, longPressMs);
    }
  }, { signal });
  studio.addEventListener('pointermove', (event) => Math.hypot(event.clientX - pressedAt[0], event.clientY - pressedAt[1]) > longPressPixels && clearTimeout(timer), { signal });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    studio.addEventListener(type, () => clearTimeout(timer), { signal });
  }
  studio.addEventListener('contextmenu', (event) => pressed && event.preventDefault(), { signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}

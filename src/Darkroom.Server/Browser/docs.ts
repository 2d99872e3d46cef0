// Entry of the reference of the API. Scalar, which draws it, is loaded before this module.
import { matches } from './shared/browser-features.js';

declare const Scalar: { createApiReference(place: string, configuration: object): void } | undefined;

const place = document.querySelector<HTMLElement>('#reference')!;
const root = document.documentElement;
// Scalar knows no theme of the system that is used without its own switch.
root.dataset['theme'] ||= matches('(prefers-color-scheme: dark)') ? 'dark' : 'light';
if (typeof Scalar === 'undefined') {
  document.querySelector('.docs-wait')!.textContent = place.dataset['failed']!;
} else {
  Scalar.createApiReference('#reference', {
    sources: [{ url: place.dataset['document'] }],
    theme: 'none',
    forceDarkModeState: root.dataset['theme'],
    withDefaultFonts: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
  });
}

import { effect, signal } from '@preact/signals';
import type { Zone } from '../parts/time.ts';

/** The colours the reader asked for; `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

/** How absolute times are read. */
export const zone = signal<Zone>(read('zone') === 'local' ? 'local' : 'utc');

/** Which colours are shown. */
export const theme = signal<Theme>(themeOf(read('theme')));

/** Keeps the preferences in this browser, and the theme on the document. Called once. */
export function keepPreferences(): void {
  effect(() => write('zone', zone.value));
  effect(() => {
    write('theme', theme.value);
    document.documentElement.dataset.theme = theme.value;
  });
}

function themeOf(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(`grapnel.${name}`);
  } catch {
    // Storage is refused in some private windows; preferences then last as long as the page.
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`grapnel.${name}`, value);
  } catch {
    // As above.
  }
}

import { signal } from '@preact/signals';

/** Often enough for "4 min ago"; seconds are not worth a redraw of the page. */
const TICK_MS = 15_000;

/** The present, for relative times; every reader is redrawn when it moves. */
export const now = signal(Date.now());

/** Moves the clock while the page is seen. Called once. */
export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, TICK_MS);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) now.value = Date.now();
  });
}

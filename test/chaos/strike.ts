import type { ChaosState, Fault } from './fault.ts';

/** How long something slow takes: longer than an upload stays open, and than the queue waits. */
const SLOW_MS = 2_500;

let fault: Fault | null = null;
let hasStruck = false;
let counts: Record<string, number> = {};

/** Arms a fault, or none, and counts from the beginning. */
export function arm(next: Fault | null): void {
  fault = next;
  hasStruck = false;
  counts = {};
}

export function chaosState(): ChaosState {
  return { fault, counts, hasStruck };
}

/** Counts that a point is passed; the effect, where the fault is to strike now. */
export function passes(point: string): string | undefined {
  const nth = (counts[point] = (counts[point] ?? 0) + 1);
  if (fault?.point !== point || fault.nth !== nth) return undefined;
  hasStruck = true;
  return fault.effect;
}

/** Does something, with the fault that strikes there, if any. */
export async function struck<T>(
  point: string,
  work: () => T | Promise<T>,
  evict: (() => void) | undefined = undefined,
): Promise<T> {
  const effect = passes(point);
  if (effect === 'before') throw new Error(`chaos: ${point} failed`);
  if (effect === 'evict') evict?.();
  if (effect === 'slow') await scheduler.wait(SLOW_MS);
  const done = await work();
  if (effect === 'after') throw new Error(`chaos: the answer of ${point} was lost`);
  if (effect === 'evict-after') evict?.();
  return done;
}

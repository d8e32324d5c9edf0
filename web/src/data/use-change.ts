import { useSignal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

/** A change that is under way, and why the last one failed. */
export interface Change {
  readonly busy: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<unknown>;
  /** Makes a change; while one is under way, no other is made. @returns whether it was made */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Changes of one form or list, one at a time. */
export function useChange(): Change {
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (busy.peek()) return false;
    busy.value = true;
    error.value = undefined;
    try {
      await work();
      return true;
    } catch (failure) {
      error.value = failure;
      return false;
    } finally {
      busy.value = false;
    }
  };
  return { busy, error, run };
}

import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';

/** Something that is sent when a button is pressed: whether it is under way, and what went wrong. */
export interface Action {
  readonly busy: Signal<boolean>;
  readonly error: Signal<unknown>;
  readonly run: (work: () => Promise<unknown>) => Promise<void>;
}

/** An action of a component. A second press waits for the first. */
export function useAction(): Action {
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    error.value = undefined;
    try {
      await work();
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  return { busy, error, run };
}

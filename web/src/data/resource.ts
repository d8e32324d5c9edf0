import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

/** Something loaded by key: what is known of it, and whether more is coming. */
export interface Resource<T> {
  /** The newest answer; it stays while a newer one loads, or fails to. */
  readonly data: ReadonlySignal<T | undefined>;
  /** Why the last load failed; undefined when it did not. */
  readonly error: ReadonlySignal<unknown>;
  readonly loading: ReadonlySignal<boolean>;
  /** Loads again; a load under way is aborted, its answer is older than this call. */
  readonly reload: () => Promise<void>;
}

interface Entry extends Resource<unknown> {
  /** How many components show it; at none, its load is aborted. */
  readers: number;
  readonly abort: () => void;
}

/** Enough to go back and forth without waiting; a page left open overnight does not grow. */
const MAX_KEPT = 40;

const entries = new Map<string, Entry>();

/**
 * The resource of a key. What is known is shown at once, and is loaded anew when a component
 * begins to read it. All readers of a key share one load.
 */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
): Resource<T> {
  const entry = useMemo(() => entryOf(key, load), [key]);
  useEffect(() => {
    entry.readers += 1;
    if (!entry.loading.peek()) void entry.reload();
    return () => {
      entry.readers -= 1;
      if (entry.readers === 0) entry.abort();
    };
  }, [entry]);
  return entry as Resource<T>;
}

/** Loads again what is being shown, and forgets the rest: their answers are known to be old. */
export function refresh(prefix: string): void {
  for (const [key, entry] of entries) {
    if (!key.startsWith(prefix)) continue;
    if (entry.readers > 0) void entry.reload();
    else entries.delete(key);
  }
}

/** Forgets everything, as when another member signs in. */
export function forgetAll(): void {
  for (const entry of entries.values()) entry.abort();
  entries.clear();
}

function entryOf(key: string, load: (signal: AbortSignal) => Promise<unknown>): Entry {
  const known = entries.get(key);
  const entry = known ?? { ...createResource(load), readers: 0 };
  // Deleting first keeps the map in order of use.
  entries.delete(key);
  entries.set(key, entry);
  for (const [oldest, { readers }] of entries) {
    if (entries.size <= MAX_KEPT) break;
    if (readers === 0 && oldest !== key) entries.delete(oldest);
  }
  return entry;
}

/** A resource outside of the keyed store, as tests use it. */
export function createResource<T>(
  load: (signal: AbortSignal) => Promise<T>,
): Resource<T> & { readonly abort: () => void } {
  const data = signal<T | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const loading = signal(false);
  let controller: AbortController | undefined;

  async function reload(): Promise<void> {
    controller?.abort();
    const own = new AbortController();
    controller = own;
    loading.value = true;
    try {
      const answer = await load(own.signal);
      if (own.signal.aborted) return;
      data.value = answer;
      error.value = undefined;
    } catch (failure) {
      if (own.signal.aborted) return;
      error.value = failure;
    }
    loading.value = false;
  }

  function abort(): void {
    controller?.abort();
    loading.value = false;
  }

  return { data, error, loading, reload, abort };
}

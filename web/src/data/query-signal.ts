import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';

/** Browsers refuse a history that is written too often, as arrow keys held down would. */
const WRITE_AFTER_MS = 120;

let pending = new Map<string, string | undefined>();
let writing: ReturnType<typeof setTimeout> | undefined;

/**
 * A part of the URL's query as a signal: what is on the screen can be shared, and survives a
 * reload. Changes replace the address and add no step to the history.
 */
export function useQuerySignal(name: string, fallback = ''): Signal<string> {
  const value = useSignal(readQuery(name) ?? fallback);
  const { url } = useLocation();
  // A link to the same screen may ask for something else.
  useEffect(() => void (value.value = readQuery(name) ?? fallback), [url]);
  useEffect(() => {
    const path = location.pathname;
    const stop = value.subscribe((text) => write(path, name, text === fallback ? undefined : text));
    const onPop = () => {
      if (location.pathname === path) value.value = readQuery(name) ?? fallback;
    };
    addEventListener('popstate', onPop);
    return () => {
      stop();
      removeEventListener('popstate', onPop);
    };
  }, [name]);
  return value;
}

function readQuery(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

function write(path: string, name: string, text: string | undefined): void {
  pending.set(name, text);
  clearTimeout(writing);
  writing = setTimeout(() => flush(path), WRITE_AFTER_MS);
}

function flush(path: string): void {
  const changes = pending;
  pending = new Map();
  if (location.pathname !== path) return;
  const query = new URLSearchParams(location.search);
  for (const [name, text] of changes) {
    if (text === undefined) query.delete(name);
    else query.set(name, text);
  }
  const search = query.size === 0 ? '' : `?${query}`;
  if (search !== location.search) history.replaceState(history.state, '', `${path}${search}`);
}

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { KeyReader } from './key-reader.ts';
import type { KeyBinding } from './key-reader.ts';

/** Every command that works now, in the order in which they came; sheet and palette are made of it. */
export const activeBindings = signal<readonly KeyBinding[]>([]);

/** Binds keys while a component is shown. The newest binding of a key wins. */
export function useKeys(bindings: readonly KeyBinding[], dependencies: readonly unknown[]): void {
  useEffect(() => {
    activeBindings.value = [...activeBindings.peek(), ...bindings];
    return () => {
      activeBindings.value = activeBindings.peek().filter((active) => !bindings.includes(active));
    };
  }, dependencies);
}

/** Listens for keys on the whole page. Called once. */
export function listenForKeys(): void {
  const reader = new KeyReader();
  document.addEventListener('keydown', (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey;
    if (event.defaultPrevented || isInDialog() || (isPlain && isTyping(event.target))) return;
    const binding = reader.read(event, activeBindings.peek(), event.timeStamp);
    if (binding === undefined) return;
    event.preventDefault();
    binding.run();
  });
}

/** Keys belong to the field that has the focus. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select') !== null)
  );
}

/** While a dialog asks something, the page behind it must not move. */
function isInDialog(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

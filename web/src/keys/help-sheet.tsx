import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from '../parts/button.tsx';
import styles from './help-sheet.module.css';
import { keyNames } from './key-reader.ts';
import type { KeyBinding } from './key-reader.ts';
import { activeBindings } from './registry.ts';

const isOpen = signal(false);

/** Opens the sheet of keys, or closes it. */
export function toggleHelp(): void {
  isOpen.value = !isOpen.peek();
}

/** Every key that works on this screen, made from the bindings themselves. */
export function HelpSheet() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = isOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const bound = activeBindings.value.filter(({ keys }) => keys !== '');
  const groups = Map.groupBy(bound, (binding) => binding.group);
  return (
    <dialog
      class={styles.sheet}
      ref={dialog}
      aria-label="Keys"
      onClose={() => (isOpen.value = false)}
      onKeyDown={(event) => {
        if (event.key === '?') isOpen.value = false;
      }}
    >
      <header class={styles.header}>
        <h2>Keys</h2>
        <IconButton icon="cross" label="Close" onClick={toggleHelp} />
      </header>
      <div class={styles.groups}>
        {[...groups].map(([group, bindings]) => (
          <section key={group} class={styles.group}>
            <h3 class={styles.name}>{group}</h3>
            <dl>
              {[...Map.groupBy(bindings, (binding) => binding.what)].map(([what, same]) => (
                <KeyLine key={what} what={what} bindings={same} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}

interface KeyLineProps {
  readonly what: string;
  readonly bindings: readonly KeyBinding[];
}

function KeyLine({ what, bindings }: KeyLineProps) {
  return (
    <div class={styles.line}>
      <dt>{what}</dt>
      <dd class={styles.keys}>
        {bindings
          .flatMap((binding) => keyNames(binding.keys))
          .map((name) => (
            <kbd key={name} class={styles.key}>
              {name}
            </kbd>
          ))}
      </dd>
    </div>
  );
}

import { signal, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { ErrorNote } from '../parts/error-note.tsx';
import styles from './palette-door.module.css';

const isOpen = signal(false);

/** Opens the palette. */
export function openPalette(): void {
  isOpen.value = true;
}

/** The palette's place: its code comes when it is first opened. */
export function PaletteDoor() {
  const palette = useSignal<ComponentType<{ onClose: () => void }> | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  const open = isOpen.value;
  useEffect(() => {
    if (!open || palette.peek() !== undefined) return;
    failure.value = undefined;
    import('./palette.tsx').then(
      ({ Palette }) => (palette.value = Palette),
      (error: unknown) => {
        failure.value = error;
        isOpen.value = false;
      },
    );
  }, [open]);
  const Palette = palette.value;
  return (
    <>
      {open && Palette !== undefined && <Palette onClose={() => (isOpen.value = false)} />}
      {failure.value !== undefined && (
        <div class={styles.failed}>
          <ErrorNote
            error={failure.value}
            title="The palette could not be loaded"
            onRetry={openPalette}
          />
        </div>
      )}
    </>
  );
}

import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { Button, IconButton } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import type { PinDialogProps } from './pin-dialog.tsx';

interface PinButtonProps extends Omit<PinDialogProps, 'onClose'> {
  readonly word: string;
  /** Only as an icon, its word being its label. */
  readonly small?: boolean;
}

/** Takes something into an investigation; what asks which is loaded when it is asked. */
export function PinButton({ word, small = false, ...asked }: PinButtonProps) {
  const dialog = useSignal<{ readonly show: ComponentType<PinDialogProps> } | undefined>(undefined);
  const error = useSignal<unknown>(undefined);
  const open = async () => {
    error.value = undefined;
    try {
      const { PinDialog: show } = await import('./pin-dialog.tsx');
      dialog.value = { show };
    } catch (failure) {
      error.value = failure;
    }
  };
  const Show = dialog.value?.show;
  return (
    <>
      {small ? (
        <IconButton icon="plus" label={word} onClick={() => void open()} />
      ) : (
        <Button icon="plus" onClick={() => void open()}>
          {word}
        </Button>
      )}
      {error.value !== undefined && <ErrorNote error={error.value} title="That did not open" />}
      {Show !== undefined && <Show {...asked} onClose={() => (dialog.value = undefined)} />}
    </>
  );
}

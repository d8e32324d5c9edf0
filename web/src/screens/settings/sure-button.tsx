import { useSignal } from '@preact/signals';
import { Button } from '../../parts/button.tsx';

interface SureButtonProps {
  readonly word: string;
  /** What is asked before it is done: `Remove them?` */
  readonly question: string;
  readonly busy: boolean;
  readonly onSure: () => void;
}

/** A button for what cannot be undone: the first press asks, the second does it. */
export function SureButton({ word, question, busy, onSure }: SureButtonProps) {
  const isAsked = useSignal(false);
  return (
    <span onFocusOut={() => (isAsked.value = false)}>
      <Button
        kind="quiet"
        disabled={busy}
        onClick={() => {
          if (isAsked.peek()) onSure();
          isAsked.value = !isAsked.peek();
        }}
      >
        {isAsked.value ? question : word}
      </Button>
    </span>
  );
}

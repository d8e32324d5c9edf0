import { useSignal } from '@preact/signals';
import { Button, IconButton } from './button.tsx';
import styles from './copy-button.module.css';

/** How long the button says that it has copied. */
const SAID_MS = 1600;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: `Copy node id`. */
  readonly label: string;
  readonly compact?: boolean;
}

/** Copies a text, and says so to eyes and to readers. */
export function CopyButton({ text, label, compact = false }: CopyButtonProps) {
  const said = useSignal<'' | 'Copied' | 'Copy failed'>('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = 'Copied';
    } catch {
      // Browsers refuse without focus or permission; the text is on the page to select.
      said.value = 'Copy failed';
    }
    setTimeout(() => (said.value = ''), SAID_MS);
  };
  return (
    <>
      {compact ? (
        <IconButton
          icon={said.value === 'Copied' ? 'check' : 'copy'}
          label={said.value || label}
          onClick={() => void copy()}
        />
      ) : (
        <Button icon={said.value === 'Copied' ? 'check' : 'copy'} onClick={() => void copy()}>
          {said.value || label}
        </Button>
      )}
      <span class={styles.said} role="status">
        {said.value}
      </span>
    </>
  );
}

import { Button, IconButton } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import type { Triage } from './triage.ts';
import styles from './triage.module.css';

/** Says what was done, and takes it back. */
export function UndoNote({ triage }: { readonly triage: Triage }) {
  const done = triage.done.value;
  const error = triage.asked.value === undefined ? triage.error.value : undefined;
  if (error !== undefined) {
    return (
      <div class={styles.note}>
        <ErrorNote error={error} title="That was not done" />
        <IconButton icon="cross" label="Dismiss" onClick={() => (triage.error.value = undefined)} />
      </div>
    );
  }
  return (
    <div class={styles.note} role="status" hidden={done === undefined}>
      {done?.words}
      {done?.change !== undefined && (
        <Button
          kind="quiet"
          icon="undo"
          busy={triage.busy.value}
          onClick={() => void triage.undo()}
        >
          Undo
        </Button>
      )}
    </div>
  );
}

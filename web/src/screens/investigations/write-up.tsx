import { useSignal } from '@preact/signals';
import { MAX_WRITE_UP } from '../../../../core/contract/investigations.ts';
import type { InvestigationDetail } from '../../../../core/contract/investigations.ts';
import { ApiError } from '../../api-client.ts';
import { useChange } from '../../data/use-change.ts';
import { investigations } from '../../investigations-client.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import styles from './investigation.module.css';

interface WriteUpProps {
  readonly detail: InvestigationDetail;
  readonly reload: () => Promise<void>;
}

/** What the analysts write of it. It is shown as it was written, and is markup nowhere here. */
export function WriteUp({ detail, reload }: WriteUpProps) {
  const { investigation, writeUp } = detail;
  /** What is being written, over which version. */
  const draft = useSignal<{ text: string; basedOn: number } | undefined>(undefined);
  const change = useChange();
  const written = draft.value;
  const save = () =>
    void change.run(async () => {
      if (written === undefined) return;
      await investigations.change(investigation.id, { writeUp: written });
      await reload();
      draft.value = undefined;
    });
  if (written === undefined) {
    return (
      <div class={styles.page}>
        {writeUp.text.trim() === '' ? (
          <EmptyState title="Nothing is written yet">
            <p>What happened, how it is known, and what was done about it.</p>
          </EmptyState>
        ) : (
          <p class={styles.text}>
            <LogText text={writeUp.text} lines="many" limit={MAX_WRITE_UP} />
          </p>
        )}
        <span class={styles.buttons}>
          <Button onClick={() => (draft.value = { text: writeUp.text, basedOn: writeUp.version })}>
            {writeUp.text === '' ? 'Write' : 'Edit'}
          </Button>
        </span>
      </div>
    );
  }
  const error = change.error.value;
  const isOvertaken = writeUp.version > written.basedOn && !change.busy.value;
  const isStale = error instanceof ApiError && error.problem.status === 409;
  return (
    <form
      class={styles.page}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextArea
        label="Write-up (text or Markdown, which the report takes as it is)"
        name="write-up"
        value={written.text}
        maxLength={MAX_WRITE_UP}
        rows={20}
        onInput={(text) => (draft.value = { ...written, text })}
      />
      {isOvertaken && !isStale && (
        <p class={styles.overtaken} role="status">
          Somebody saved the write-up while you write. Copy your text, press Discard to see theirs,
          and put the two together.
        </p>
      )}
      {error !== undefined && (
        <ErrorNote
          error={error}
          title={isStale ? 'Somebody saved it meanwhile' : 'It was not saved'}
        />
      )}
      {isStale && (
        <p class={styles.quiet}>
          Copy your text, press Discard to see theirs, and put the two together.
        </p>
      )}
      <span class={styles.buttons}>
        <Button type="submit" kind="primary" busy={change.busy.value}>
          Save
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            draft.value = undefined;
            void reload();
          }}
        >
          Discard
        </Button>
      </span>
    </form>
  );
}

import type { InvestigationEvent } from '../../../../core/contract/investigations.ts';
import { useResource } from '../../data/resource.ts';
import { investigations } from '../../investigations-client.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from '../lens/history-view.module.css';

/** What was done with the investigation, latest first. */
export function InvestigationEvents({ id }: { readonly id: string }) {
  const history = useResource(`investigation-history/${id}`, (signal) =>
    investigations.history(id, signal),
  );
  const events = history.data.value?.events;
  return (
    <div class={styles.page}>
      {history.error.value !== undefined && (
        <ErrorNote
          error={history.error.value}
          title="The history could not be loaded"
          onRetry={() => void history.reload()}
        />
      )}
      {events === undefined && history.error.value === undefined && (
        <Skeleton rows={3} rowHeight={36} label="Loading the history" />
      )}
      {events !== undefined && (
        <ol class={styles.events} aria-label="History">
          {events.map((event) => (
            <li key={event.id} class={styles.event}>
              <p class={styles.line}>
                <strong>{event.by}</strong> <LogText text={wordsOf(event)} limit={400} />
                <RelativeTimestamp at={event.at} class={styles.at} />
              </p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** An entry as a sentence goes on after the name. */
function wordsOf({ what, text }: InvestigationEvent): string {
  switch (what) {
    case 'created':
      return text === '' ? 'began it' : `began it ${text}`;
    case 'renamed':
      return `called it ${text}`;
    case 'opened':
      return 'opened it again';
    case 'closed':
      return 'closed it';
    case 'assigned':
      return `assigned it to ${text}`;
    case 'members':
      return `set its members: ${text}`;
    case 'pinned':
      return `pinned ${text}`;
    case 'unpinned':
      return `let go of ${text}`;
    case 'expanded':
      return `expanded ${text}`;
    case 'collapsed':
      return `let go of the neighbours of ${text}`;
    case 'noted':
      return `changed the note on ${text}`;
    case 'written':
      return 'changed the write-up';
  }
}

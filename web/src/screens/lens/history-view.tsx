import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LensEvent } from '../../../../core/contract/lens-life.ts';
import { api } from '../../api-client.ts';
import { onLive } from '../../data/live.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { eventWords } from '../triage/life-words.ts';
import styles from './history-view.module.css';

/** What was done with the lens and said of it, latest first, and a place to say more. */
export function HistoryView({ lens }: { readonly lens: string }) {
  const history = useResource(`history/${lens}`, (signal) => api.lensHistory(lens, signal));
  const text = useSignal('');
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  useEffect(
    () =>
      onLive((event) => {
        const isThis =
          (event.type === 'lives' && lens in event.lives) ||
          (event.type === 'lens' && event.lens.id === lens);
        if (isThis || event.type === 'missed') void history.reload();
      }),
    [lens, history],
  );
  const send = async () => {
    if (text.peek().trim() === '' || busy.peek()) return;
    busy.value = true;
    error.value = undefined;
    try {
      await api.commentLens(lens, text.peek().trim());
      text.value = '';
      await history.reload();
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  const events = history.data.value?.events;
  return (
    <div class={styles.page}>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <TextArea
          label="Comment"
          name="new-comment"
          value={text.value}
          maxLength={4000}
          rows={2}
          onInput={(value) => (text.value = value)}
        />
        <Button type="submit" busy={busy.value} disabled={text.value.trim() === ''}>
          Add comment
        </Button>
      </form>
      {error.value !== undefined && (
        <ErrorNote error={error.value} title="The comment was not taken" />
      )}
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
      {events?.length === 0 && <p class={styles.none}>Nobody has done anything with it yet.</p>}
      {events !== undefined && events.length > 0 && (
        <ol class={styles.events} aria-label="History">
          {events.map((event) => (
            <Entry key={event.id} event={event} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Entry({ event }: { readonly event: LensEvent }) {
  const isComment = event.what === 'comment';
  return (
    <li class={styles.event} data-what={event.what}>
      <p class={styles.line}>
        <strong>{event.by ?? 'Grapnel'}</strong> <LogText text={eventWords(event)} limit={400} />
        <RelativeTimestamp at={event.at} class={styles.at} />
      </p>
      {isComment && (
        <p class={styles.comment}>
          <LogText text={event.text} lines="many" limit={4000} />
        </p>
      )}
    </li>
  );
}

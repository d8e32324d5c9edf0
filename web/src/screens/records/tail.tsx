import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../../api-client.ts';
import { onLive } from '../../data/live.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { useResource } from '../../data/resource.ts';
import { useKeys } from '../../keys/registry.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { OutcomeFilter, outcomeOf } from './outcome-filter.tsx';
import { RecordRow } from './record-row.tsx';
import styles from './records.module.css';
import { withUpload } from './tail-lines.ts';
import type { TailLine } from './tail-lines.ts';

/** Uploads that are looked into when the tail begins, and records of each. */
const FIRST_UPLOADS = 3;
const RECORDS_EACH = 50;

/** What comes in, as it comes in. */
export function Tail() {
  const sources = useResource('sources', api.sources);
  const source = useQuerySignal('source');
  const outcome = useQuerySignal('outcome');
  const lines = useSignal<readonly TailLine[]>([]);
  const isPaused = useSignal(false);
  const isReady = useSignal(false);
  const error = useSignal<unknown>(undefined);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    lines.value = [];
    isReady.value = false;

    const look = async (upload: number) => {
      const query = { limit: RECORDS_EACH, outcome: outcomeOf(outcome.peek()) };
      const page = await api.records(upload, query, signal);
      if (!signal.aborted) lines.value = withUpload(lines.peek(), upload, page.records);
    };
    const begin = async () => {
      const uploads = (await api.uploads(signal)).filter(
        ({ sourceId }) => source.peek() === '' || sourceId === source.peek(),
      );
      await Promise.all(uploads.slice(0, FIRST_UPLOADS).map(({ number }) => look(number)));
      if (!signal.aborted) isReady.value = true;
    };
    const guarded = (work: Promise<void>) =>
      work
        .then(() => (error.value = undefined))
        .catch((failure: unknown) => {
          if (!signal.aborted) error.value = failure;
        });

    void guarded(begin());
    const stop = onLive((event) => {
      if (isPaused.peek() || event.type === 'lens' || event.type === 'investigation') return;
      // Whose upload it is, the list of uploads knows.
      void guarded(source.peek() === '' && event.type === 'upload' ? look(event.upload) : begin());
    });
    return () => {
      stop();
      controller.abort();
    };
  }, [source.value, outcome.value]);
  useKeys(
    [
      {
        keys: 'p',
        what: 'Pause the tail, or go on',
        group: 'Tail',
        run: () => (isPaused.value = !isPaused.peek()),
      },
    ],
    [],
  );

  return (
    <>
      <ScreenTitle title="Live tail">
        <select
          class={styles.select}
          aria-label="Source"
          value={source.value}
          onChange={(event) => (source.value = event.currentTarget.value)}
        >
          <option value="">All sources</option>
          {sources.data.value?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <OutcomeFilter chosen={outcome} />
        <Button onClick={() => (isPaused.value = !isPaused.peek())}>
          {isPaused.value ? 'Go on' : 'Pause'}
        </Button>
      </ScreenTitle>
      <div class={styles.page}>
        <a class={styles.back} href={paths.sources}>
          ← Sources
        </a>
        {error.value !== undefined && (
          <ErrorNote error={error.value} title="The newest records could not be loaded" />
        )}
        {!isReady.value && error.value === undefined && (
          <Skeleton rows={8} rowHeight={32} label="Loading the newest records" />
        )}
        {isReady.value && lines.value.length === 0 && (
          <EmptyState title="Nothing yet">
            <p>Records stand here as soon as they are in the graph, the newest first.</p>
          </EmptyState>
        )}
        {lines.value.length > 0 && (
          <div class={styles.list} aria-live="off">
            {lines.value.map(({ upload, record }, index) => (
              <div key={`${upload}.${record.number}`}>
                {lines.value[index - 1]?.upload !== upload && (
                  <p class={styles.upload}>
                    <a href={paths.upload(upload)}>
                      <LogText text={`Upload ${upload}`} />
                    </a>
                  </p>
                )}
                <RecordRow record={record} />
              </div>
            ))}
          </div>
        )}
      </div>
    </>
  );
}

import { useSignal } from '@preact/signals';
import { useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { ToldRecord } from '../../../../core/contract/records.ts';
import { api } from '../../api-client.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { OutcomeFilter, outcomeOf } from './outcome-filter.tsx';
import { RecordRow } from './record-row.tsx';
import styles from './records.module.css';

/** The records of one upload, each with what was made of it. */
export function UploadRecords() {
  const number = Number(useRoute().params.number);
  const outcome = useQuerySignal('outcome');
  const records = useSignal<readonly ToldRecord[]>([]);
  const next = useSignal<number | undefined>(0);
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);

  const load = async (after: number, signal?: AbortSignal) => {
    busy.value = true;
    try {
      const page = await api.records(number, { after, outcome: outcomeOf(outcome.peek()) }, signal);
      if (signal?.aborted) return;
      records.value = after === 0 ? page.records : [...records.peek(), ...page.records];
      next.value = page.next;
      error.value = undefined;
    } catch (failure) {
      if (signal?.aborted) return;
      error.value = failure;
    }
    busy.value = false;
  };
  useEffect(() => {
    const controller = new AbortController();
    void load(0, controller.signal);
    return () => controller.abort();
  }, [number, outcome.value]);

  const isEmpty = records.value.length === 0;
  return (
    <>
      <ScreenTitle title={`Upload ${number}`}>
        <OutcomeFilter chosen={outcome} />
      </ScreenTitle>
      <div class={styles.page}>
        <a class={styles.back} href={paths.sources}>
          ← Sources
        </a>
        {error.value !== undefined && (
          <ErrorNote
            error={error.value}
            title="The records could not be loaded"
            onRetry={() => void load(0)}
          />
        )}
        {isEmpty && busy.value && <Skeleton rows={8} rowHeight={32} label="Loading the records" />}
        {isEmpty && !busy.value && error.value === undefined && next.value === undefined && (
          <EmptyState title="No such records">
            <p>None of this upload’s records had this outcome.</p>
          </EmptyState>
        )}
        {!isEmpty && (
          <div class={styles.list}>
            {records.value.map((record) => (
              <RecordRow key={record.number} record={record} />
            ))}
          </div>
        )}
        {next.value !== undefined && next.value > 0 && (
          <Button busy={busy.value} onClick={() => void load(next.peek() ?? 0)}>
            More records
          </Button>
        )}
      </div>
    </>
  );
}

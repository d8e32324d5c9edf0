import { useSignal } from '@preact/signals';
import type { AnalyzerCheck } from '../../../../core/contract/analyzers.ts';
import { api } from '../../api-client.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import styles from './editor.module.css';
import { HitList } from './hit-list.tsx';

interface TryRecordsProps {
  readonly source: string;
  /** Whether the text is without faults. */
  readonly isSound: boolean;
}

/** What an analyzer finds in records that are pasted. Nothing of it is kept. */
export function TryRecords({ source, isSound }: TryRecordsProps) {
  const records = useSignal('');
  const tried = useSignal<AnalyzerCheck['tried']>(undefined);
  const error = useSignal<unknown>(undefined);
  const busy = useSignal(false);
  const run = async () => {
    busy.value = true;
    try {
      tried.value = (await api.checkAnalyzer({ source, records: records.peek() })).tried;
      error.value = undefined;
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  const found = tried.value;
  return (
    <>
      <p class={styles.label} id="tried-records">
        Records, in any format that is read
      </p>
      <textarea
        aria-labelledby="tried-records"
        class={styles.records}
        value={records.value}
        rows={8}
        spellcheck={false}
        placeholder={'{"EventID": 1, "Image": "C:\\\\Temp\\\\my-tool.exe", …}'}
        onInput={(event) => (records.value = event.currentTarget.value)}
      />
      <div class={styles.actions}>
        <Button
          busy={busy.value}
          disabled={!isSound || records.value.trim() === ''}
          onClick={() => void run()}
        >
          Try
        </Button>
        <span class={styles.quiet}>They are read like an upload, and not kept.</span>
      </div>
      {error.value !== undefined && (
        <ErrorNote error={error.value} title="They could not be tried" />
      )}
      {found !== undefined && (
        <>
          <p class={styles.sum} role="status">
            <strong>{counted(found.hits.length, 'hit')}</strong> in{' '}
            {counted(found.records.received, 'record')}, of which {found.records.accepted} accepted,{' '}
            {found.records.ignored} ignored, {found.records.rejected} rejected
          </p>
          {found.rejects.slice(0, 5).map(({ record, reason }) => (
            <p key={record} class={styles.reject}>
              record {record}: <LogText text={reason} limit={200} />
            </p>
          ))}
          <HitList hits={found.hits} />
        </>
      )}
    </>
  );
}

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PastRun, PastRunLine } from '../../../../core/contract/analyzers.ts';
import { api } from '../../api-client.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { counted } from '../../parts/plural.ts';
import styles from './editor.module.css';
import { PastRunResult } from './past-run-result.tsx';

interface PastRunPanelProps {
  readonly source: string;
  /** Whether the text is without faults. */
  readonly isSound: boolean;
}

const DAY_MS = 86_400_000;

const RANGES = [
  { name: '24 hours', ms: DAY_MS },
  { name: '7 days', ms: 7 * DAY_MS },
  { name: '30 days', ms: 30 * DAY_MS },
  { name: 'everything', ms: Number.POSITIVE_INFINITY },
] as const;

/** Event times of the year 9999: all that a record can say. */
const LAST_TIME = 253_402_300_799_999;

/** Runs a text over what is stored, with how far it is, and a way to stop it. */
export function PastRunPanel({ source, isSound }: PastRunPanelProps) {
  const range = useSignal<number>(1);
  const progress = useSignal<Extract<PastRunLine, { type: 'progress' }> | undefined>(undefined);
  const result = useSignal<PastRun | undefined>(undefined);
  const error = useSignal<unknown>(undefined);
  const failure = useSignal('');
  const isRunning = useSignal(false);
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const take = (line: PastRunLine) => {
    if (line.type === 'progress') progress.value = line;
    else if (line.type === 'result') result.value = line.result;
    else failure.value = line.message;
  };
  const run = async () => {
    const controller = new AbortController();
    running.current = controller;
    isRunning.value = true;
    [error.value, failure.value, progress.value, result.value] = [
      undefined,
      '',
      undefined,
      undefined,
    ];
    const span = RANGES[range.peek()]?.ms ?? DAY_MS;
    const isAll = !Number.isFinite(span);
    const [from, to] = isAll ? [-LAST_TIME, LAST_TIME] : [Date.now() - span, Date.now()];
    try {
      await api.runAnalyzer({ source, from, to }, controller.signal, take);
    } catch (problem) {
      if (!controller.signal.aborted) error.value = problem;
    }
    isRunning.value = false;
  };
  return (
    <>
      <div class={styles.actions}>
        <label class={styles.label}>
          The last{' '}
          <select
            class={styles.select}
            value={range.value}
            disabled={isRunning.value}
            onChange={(event) => (range.value = Number(event.currentTarget.value))}
          >
            {RANGES.map(({ name }, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {isRunning.value ? (
          <Button onClick={() => running.current?.abort()}>Cancel</Button>
        ) : (
          <Button kind="primary" disabled={!isSound} onClick={() => void run()}>
            Run
          </Button>
        )}
        <span class={styles.quiet}>It creates nothing.</span>
      </div>
      {error.value !== undefined && <ErrorNote error={error.value} title="It could not be run" />}
      {failure.value !== '' && <p class={styles.limit}>{failure.value}</p>}
      {isRunning.value && (
        <p class={styles.progress} role="status">
          <progress
            max={progress.value?.total ?? 1}
            value={progress.value?.scanned ?? 0}
            aria-label="Facts looked at"
          />
          {progress.value === undefined
            ? 'Beginning…'
            : `${progress.value.scanned.toLocaleString('en')} of about ${progress.value.total.toLocaleString('en')} facts, ${counted(progress.value.hits, 'match')}`}
        </p>
      )}
      {result.value !== undefined && <PastRunResult result={result.value} />}
    </>
  );
}

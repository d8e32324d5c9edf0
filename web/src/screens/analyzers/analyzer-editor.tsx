import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { AnalyzerCheck, AnalyzerDetail } from '../../../../core/contract/analyzers.ts';
import { api } from '../../api-client.ts';
import { refresh, useResource } from '../../data/resource.ts';
import { useKeys } from '../../keys/registry.ts';
import { Button } from '../../parts/button.tsx';
import { CodeEditor } from '../../parts/code-editor.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { takeDraft } from './draft.ts';
import styles from './editor.module.css';
import { History } from './history.tsx';
import { NEW_ANALYZER, copyOf, idOf } from './new-analyzer.ts';
import { PastRunPanel } from './past-run-panel.tsx';
import { PlanView } from './plan-view.tsx';
import { TryRecords } from './try-records.tsx';

interface AnalyzerEditorProps {
  /** `new`, or `own`, `copy` or `past` and the id of an analyzer. */
  readonly place: string;
  /** Goes to another place, or to none. */
  readonly onMove: (place: string) => void;
}

/** Writes an analyzer, tries it, runs it on past data, and saves it. */
export function AnalyzerEditor({ place, onMove }: AnalyzerEditorProps) {
  const [kind = '', id = ''] = place.split(' ');
  if (kind === 'new' || id === '') {
    return <NewEditor onMove={onMove} />;
  }
  return <LoadedEditor kind={kind} id={id} onMove={onMove} />;
}

function NewEditor({ onMove }: Pick<AnalyzerEditorProps, 'onMove'>) {
  const source = useMemo(() => takeDraft() ?? NEW_ANALYZER, []);
  return <Workbench source={source} detail={undefined} onMove={onMove} />;
}

interface LoadedEditorProps {
  readonly kind: string;
  readonly id: string;
  readonly onMove: (place: string) => void;
}

function LoadedEditor({ kind, id, onMove }: LoadedEditorProps) {
  const analyzer = useResource(`analyzer ${id}`, (signal) => api.analyzer(id, signal));
  const detail = analyzer.data.value;
  if (analyzer.error.value !== undefined) {
    return (
      <div class={styles.waiting}>
        <ErrorNote
          error={analyzer.error.value}
          title="The analyzer could not be loaded"
          onRetry={() => void analyzer.reload()}
        />
        <Button onClick={() => onMove('')}>Back to the analyzers</Button>
      </div>
    );
  }
  if (detail === undefined || analyzer.loading.value) {
    return (
      <div class={styles.waiting}>
        <Skeleton rows={8} rowHeight={40} label="Loading the analyzer" />
      </div>
    );
  }
  const isCopy = kind === 'copy';
  return (
    <Workbench
      key={`${kind} ${detail.version}`}
      source={isCopy ? copyOf(detail.source) : detail.source}
      detail={isCopy ? undefined : detail}
      opensPast={kind === 'past'}
      onMove={onMove}
    />
  );
}

interface WorkbenchProps {
  /** The text that it begins with. */
  readonly source: string;
  /** What is edited; undefined when it is to be a new one. */
  readonly detail: AnalyzerDetail | undefined;
  readonly opensPast?: boolean;
  readonly onMove: (place: string) => void;
}

type View = 'try' | 'past' | 'plan' | 'history';

/** So long after the last key a text is checked. */
const CHECK_DELAY_MS = 300;

function Workbench({ source, detail, opensPast = false, onMove }: WorkbenchProps) {
  const text = useSignal(source);
  const check = useSignal<AnalyzerCheck | undefined>(undefined);
  const view = useSignal<View>(opensPast ? 'past' : 'try');
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  useCheck(text.value, (answer) => (check.value = answer));

  // One of the service is looked at, run and copied; it is not changed.
  const isFixed = detail !== undefined && !detail.analyzer.isOwn;
  const id = idOf(text.value);
  const isSound = check.value !== undefined && check.value.faults.length === 0;
  const isRenamed = detail !== undefined && id !== detail.analyzer.id;
  const act = async (work: () => Promise<unknown>) => {
    if (busy.peek()) return;
    busy.value = true;
    try {
      await work();
      error.value = undefined;
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  const save = () =>
    act(async () => {
      if (id === undefined || !isSound || isFixed) return;
      const basedOn = isRenamed ? null : (detail?.version ?? null);
      await api.saveAnalyzer(id, { source: text.value, basedOn });
      refresh('rules');
      refresh(`analyzer ${id}`);
      onMove(`own ${id}`);
    });
  const remove = () =>
    act(async () => {
      if (detail === undefined) return;
      await api.deleteAnalyzer(detail.analyzer.id);
      refresh('rules');
      refresh(`analyzer ${detail.analyzer.id}`);
      onMove('');
    });
  const isChanged = text.value !== source || detail === undefined;
  useKeys(
    [
      { keys: 'Escape', what: 'Back to the analyzers', group: 'Editor', run: () => onMove('') },
      { keys: '1', what: 'Try on records', group: 'Editor', run: () => (view.value = 'try') },
      { keys: '2', what: 'Run on past data', group: 'Editor', run: () => (view.value = 'past') },
      { keys: '3', what: 'Plan', group: 'Editor', run: () => (view.value = 'plan') },
      { keys: '4', what: 'History', group: 'Editor', run: () => (view.value = 'history') },
    ],
    [],
  );
  return (
    <>
      <ScreenTitle title={titleOf(detail)}>
        {detail?.analyzer.isOwn === true && (
          <Button
            kind="quiet"
            onClick={() => {
              const question = 'Delete this analyzer? Its hits are withdrawn.';
              if (globalThis.confirm(question)) void remove();
            }}
          >
            Delete
          </Button>
        )}
        <Button onClick={() => onMove('')}>Back</Button>
        {isFixed ? (
          <Button kind="primary" onClick={() => onMove(`copy ${detail.analyzer.id}`)}>
            Duplicate to edit
          </Button>
        ) : (
          <Button
            kind="primary"
            busy={busy.value}
            disabled={!isSound || !isChanged}
            onClick={() => void save()}
          >
            {isRenamed ? 'Save as new' : 'Save'}
          </Button>
        )}
      </ScreenTitle>
      <div class={styles.page}>
        <section class={styles.left} aria-label="Text">
          {error.value !== undefined && (
            <ErrorNote error={error.value} title="It could not be changed" />
          )}
          <CodeEditor
            label="Text of the analyzer"
            text={text.value}
            faults={check.value?.faults ?? []}
            isReadOnly={isFixed}
            onInput={(next) => (text.value = next)}
            onSave={() => void save()}
          />
          <p class={styles.quiet} role="status">
            {statusOf(check.value, isFixed, isChanged)}
          </p>
        </section>
        <section class={styles.right} aria-label="What it does">
          <Tabs
            label="What it does"
            panel="analyzer-work"
            selected={view.value}
            tabs={[
              { name: 'try', title: 'Try on records' },
              { name: 'past', title: 'Run on past data' },
              { name: 'plan', title: 'Plan' },
              { name: 'history', title: 'History', count: detail?.changes.length ?? 0 },
            ]}
            onSelect={(name) => (view.value = name)}
          />
          <div id="analyzer-work" class={styles.work} role="tabpanel">
            {view.value === 'try' && <TryRecords source={text.value} isSound={isSound} />}
            {view.value === 'past' && <PastRunPanel source={text.value} isSound={isSound} />}
            {view.value === 'plan' && <PlanView parts={check.value?.analyzer?.plan ?? []} />}
            {view.value === 'history' && (
              <>
                {(detail?.changes.length ?? 0) === 0 && (
                  <p class={styles.quiet}>Nobody has changed it.</p>
                )}
                <History
                  changes={detail?.changes ?? []}
                  {...(!isFixed && { onTake: (before: string) => (text.value = before) })}
                />
              </>
            )}
          </div>
        </section>
      </div>
    </>
  );
}

/** Has a text checked when it has been left alone for a moment. */
function useCheck(text: string, onChecked: (check: AnalyzerCheck) => void): void {
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api.checkAnalyzer({ source: text }, controller.signal).then(onChecked, () => undefined);
    }, CHECK_DELAY_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
}

function titleOf(detail: AnalyzerDetail | undefined): string {
  return detail === undefined ? 'New analyzer' : detail.analyzer.title;
}

function statusOf(check: AnalyzerCheck | undefined, isFixed: boolean, isChanged: boolean): string {
  if (isFixed) return 'It comes with the service. To change it, duplicate it.';
  if (check === undefined) return 'Checking…';
  if (check.faults.length > 0) return 'It cannot be saved yet.';
  return isChanged ? 'No faults. Ctrl+S saves it.' : 'Saved. Live on what comes in.';
}

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RuleCheck, RuleDetail } from '../../../../core/contract/rules.ts';
import { api } from '../../api-client.ts';
import { refresh, useResource } from '../../data/resource.ts';
import { useKeys } from '../../keys/registry.ts';
import { Button } from '../../parts/button.tsx';
import { CodeEditor } from '../../parts/code-editor.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LevelWord } from '../../parts/level.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import styles from './editor.module.css';
import { History } from './history.tsx';
import { newRule } from './new-rule.ts';

interface RuleEditorProps {
  /** The id of a rule; empty for a new one. */
  readonly id: string;
  /** Goes to another place of the analyzers, or to none. */
  readonly onMove: (place: string) => void;
}

/** Writes a Sigma rule, or the tenant's own version of one of a pack. */
export function RuleEditor({ id, onMove }: RuleEditorProps) {
  const fresh = useSignal(newRule(crypto.randomUUID()));
  if (id === '') return <Workbench source={fresh.value} detail={undefined} onMove={onMove} />;
  return <LoadedEditor id={id} onMove={onMove} />;
}

function LoadedEditor({ id, onMove }: RuleEditorProps) {
  const rule = useResource(`rule ${id}`, (signal) => api.rule(id, signal));
  const detail = rule.data.value;
  if (rule.error.value !== undefined) {
    return (
      <div class={styles.page}>
        <ErrorNote
          error={rule.error.value}
          title="The rule could not be loaded"
          onRetry={() => void rule.reload()}
        />
        <Button onClick={() => onMove('')}>Back to the analyzers</Button>
      </div>
    );
  }
  if (detail === undefined || rule.loading.value) {
    return <Skeleton rows={8} rowHeight={40} label="Loading the rule" />;
  }
  return (
    <Workbench
      key={detail.own?.version ?? 0}
      source={detail.source}
      detail={detail}
      onMove={onMove}
    />
  );
}

interface WorkbenchProps {
  /** The text that it begins with. */
  readonly source: string;
  /** What is edited; undefined when it is to be a new one. */
  readonly detail: RuleDetail | undefined;
  readonly onMove: (place: string) => void;
}

type View = 'rules' | 'original' | 'history';

/** So long after the last key a text is checked. */
const CHECK_DELAY_MS = 300;

function Workbench({ source, detail, onMove }: WorkbenchProps) {
  const text = useSignal(source);
  const check = useSignal<RuleCheck | undefined>(undefined);
  const view = useSignal<View>('rules');
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  useCheck(text.value, (answer) => (check.value = answer));

  const rules = check.value?.rules ?? [];
  const id = detail?.rule.id ?? rules[0]?.id;
  const isSound = check.value !== undefined && check.value.faults.length === 0;
  const isThere = rules.some((rule) => rule.id === id);
  const isChanged = text.value !== source || detail === undefined;
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
      if (id === undefined || !isSound || !isThere) return;
      await api.saveRule(id, { source: text.value, basedOn: detail?.own?.version ?? null });
      refresh('rules');
      refresh(`rule ${id}`);
      onMove(`rule ${id}`);
    });
  const remove = () =>
    act(async () => {
      if (detail === undefined) return;
      await api.deleteRule(detail.rule.id);
      refresh('rules');
      refresh(`rule ${detail.rule.id}`);
      onMove('');
    });
  useKeys(
    [
      { keys: 'Escape', what: 'Back to the analyzers', group: 'Editor', run: () => onMove('') },
      { keys: '1', what: 'What it says', group: 'Editor', run: () => (view.value = 'rules') },
      { keys: '2', what: 'As imported', group: 'Editor', run: () => (view.value = 'original') },
      { keys: '3', what: 'History', group: 'Editor', run: () => (view.value = 'history') },
    ],
    [],
  );
  const original = detail?.original;
  return (
    <>
      <ScreenTitle title={detail === undefined ? 'New Sigma rule' : detail.rule.title}>
        {detail?.own !== undefined && (
          <Button
            kind="quiet"
            onClick={() => {
              if (globalThis.confirm(removeQuestion(detail))) void remove();
            }}
          >
            {original === undefined ? 'Delete' : 'Go back to the imported one'}
          </Button>
        )}
        <Button onClick={() => onMove('')}>Back</Button>
        <Button
          kind="primary"
          busy={busy.value}
          disabled={!isSound || !isThere || !isChanged}
          onClick={() => void save()}
        >
          {detail !== undefined && detail.own === undefined ? 'Save as your own' : 'Save'}
        </Button>
      </ScreenTitle>
      <div class={styles.page}>
        <section class={styles.left} aria-label="Text">
          {error.value !== undefined && (
            <ErrorNote error={error.value} title="It could not be changed" />
          )}
          <CodeEditor
            label="Text of the rule"
            text={text.value}
            faults={check.value?.faults ?? []}
            isReadOnly={false}
            onInput={(next) => (text.value = next)}
            onSave={() => void save()}
          />
          <p class={styles.quiet} role="status">
            {statusOf(check.value, isThere, isChanged, detail)}
          </p>
        </section>
        <section class={styles.right} aria-label="What it is">
          <Tabs
            label="What it is"
            panel="rule-work"
            selected={view.value}
            tabs={[
              { name: 'rules', title: 'What it says', count: rules.length },
              { name: 'original', title: 'As imported', count: original === undefined ? 0 : 1 },
              { name: 'history', title: 'History', count: detail?.changes.length ?? 0 },
            ]}
            onSelect={(name) => (view.value = name)}
          />
          <div id="rule-work" class={styles.work} role="tabpanel">
            {view.value === 'rules' && <Told check={check.value} />}
            {view.value === 'original' && (
              <Original original={original} onTake={(before) => (text.value = before)} />
            )}
            {view.value === 'history' && (
              <>
                {(detail?.changes.length ?? 0) === 0 && (
                  <p class={styles.quiet}>Nobody has changed it.</p>
                )}
                <History
                  changes={detail?.changes ?? []}
                  onTake={(before) => (text.value = before)}
                />
              </>
            )}
          </div>
        </section>
      </div>
    </>
  );
}

/** The rules of a text, and what is odd about them. */
function Told({ check }: { readonly check: RuleCheck | undefined }) {
  if (check === undefined) return null;
  return (
    <>
      <ul class={styles.history} aria-label="Rules of the text">
        {check.rules.map(({ id, title, kind, level, logs }) => (
          <li key={id} class={styles.change}>
            <span>
              <strong>
                <LogText text={title} limit={120} />
              </strong>{' '}
              <LevelWord level={level} />
            </span>
            <span class={styles.quiet}>
              <LogText text={kind === 'event' ? logs : kind} limit={80} />
            </span>
          </li>
        ))}
      </ul>
      {check.warnings.map(({ line, column, message, fix }) => (
        <p key={`${line} ${message}`} class={styles.limit}>
          {line}:{column} <LogText text={message} limit={300} />
          {fix !== undefined && (
            <>
              {' — '}
              <LogText text={fix} limit={300} />
            </>
          )}
        </p>
      ))}
    </>
  );
}

interface OriginalProps {
  readonly original: RuleDetail['original'];
  readonly onTake: (source: string) => void;
}

/** What the pack has of a rule that is edited here. */
function Original({ original, onTake }: OriginalProps) {
  if (original === undefined) {
    return <p class={styles.quiet}>No pack has another version of it.</p>;
  }
  return (
    <>
      <p class={styles.quiet}>
        In the pack <LogText text={original.pack} limit={80} />, which updates do not bring into
        your version.{' '}
        <Button kind="quiet" onClick={() => onTake(original.source)}>
          Take this text
        </Button>
      </p>
      <pre class={styles.original}>
        <LogText text={original.source} lines="many" limit={40_000} />
      </pre>
    </>
  );
}

/** Has a text checked when it has been left alone for a moment. */
function useCheck(text: string, onChecked: (check: RuleCheck) => void): void {
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api.checkRule({ source: text }, controller.signal).then(onChecked, () => undefined);
    }, CHECK_DELAY_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
}

function removeQuestion({ original }: RuleDetail): string {
  return original === undefined
    ? 'Delete this rule? Its hits of before stay, and count no more.'
    : 'Delete your version? What the pack has holds from then on.';
}

function statusOf(
  check: RuleCheck | undefined,
  isThere: boolean,
  isChanged: boolean,
  detail: RuleDetail | undefined,
): string {
  if (check === undefined) return 'Checking…';
  if (check.faults.length > 0) return 'It cannot be saved yet.';
  if (!isThere) return `The text must keep the id ${detail?.rule.id ?? ''}.`;
  if (isChanged) return 'No faults. Ctrl+S saves it.';
  return detail?.own === undefined
    ? 'As it was imported. Once changed, it is saved as your own version.'
    : 'Your own version. Live on what comes in.';
}

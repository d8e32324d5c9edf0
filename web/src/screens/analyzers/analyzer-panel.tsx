import type { StopReason } from '../../../../core/contract/budgets.ts';
import type { RuleDetail } from '../../../../core/contract/rules.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LevelWord } from '../../parts/level.tsx';
import { ScrollRoom } from '../../parts/scroll-room.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import type { AnalyzerItem } from './analyzer-items.ts';
import styles from './analyzers.module.css';
import { History } from './history.tsx';

interface AnalyzerPanelProps {
  readonly item: AnalyzerItem;
  readonly onClose: () => void;
  /** Opens the editor at a place of it. */
  readonly onEdit: (place: string) => void;
  /** Lets one that was stopped go on. */
  readonly onResume: () => void;
}

/** Everything about one analyzer: what it says of itself, whose it is, and its source. */
export function AnalyzerPanel({ item, onClose, onEdit, onResume }: AnalyzerPanelProps) {
  return (
    <aside class={styles.panel} aria-label="Analyzer">
      <header class={styles.panelHead}>
        <div class={styles.panelKind}>
          <span>{KIND_WORDS[item.kind]}</span>
          <IconButton icon="cross" label="Close (Esc)" onClick={onClose} />
        </div>
        <h2 class={styles.panelTitle}>
          <LogText text={item.title} limit={200} />
        </h2>
        <p class={styles.panelFacts}>
          <LevelWord level={item.level} />
          <span>{counted(item.hits, 'hit')}</span>
          {item.techniques.map((technique) => (
            <Chip key={technique} kind="code">
              <LogText text={technique} limit={20} />
            </Chip>
          ))}
        </p>
        {item.stopped !== undefined && (
          <p class={styles.noisy}>
            Stopped <RelativeTimestamp at={item.stopped.at} />: {STOP_WORDS[item.stopped.why]} It is
            not looked for until it is started again; what it hit before counts.{' '}
            <Button kind="quiet" onClick={onResume}>
              Start it again
            </Button>
          </p>
        )}
        {item.isNoisy && (
          <p class={styles.noisy}>
            It hits more than its share: over a hundred nodes, and over ten on each host.{' '}
            {item.state === 'shadow'
              ? 'Unless it is set to always on, its hits score nothing.'
              : 'A member set its state, so that holds.'}
          </p>
        )}
      </header>
      {item.kind === 'rule' ? (
        <RuleBody id={item.id} onEdit={onEdit} />
      ) : (
        <PatternBody id={item.id} isOwn={item.kind === 'own'} onEdit={onEdit} />
      )}
    </aside>
  );
}

const STOP_WORDS: Readonly<Record<StopReason, string>> = {
  hits: 'it made more than 10,000 hits in an hour.',
  work: 'it took too much of the time that detection has.',
};

const KIND_WORDS: Readonly<Record<AnalyzerItem['kind'], string>> = {
  rule: 'Sigma rule',
  'built in': 'built-in analyzer',
  own: 'your own analyzer',
};

interface PatternBodyProps {
  readonly id: string;
  readonly isOwn: boolean;
  readonly onEdit: (place: string) => void;
}

function PatternBody({ id, isOwn, onEdit }: PatternBodyProps) {
  const pattern = useResource(`analyzer ${id}`, (signal) => api.analyzer(id, signal));
  const detail = pattern.data.value;
  if (pattern.error.value !== undefined) {
    return (
      <div class={styles.text}>
        <ErrorNote
          error={pattern.error.value}
          title="The analyzer could not be loaded"
          onRetry={() => void pattern.reload()}
        />
      </div>
    );
  }
  if (detail === undefined)
    return <Skeleton rows={5} rowHeight={40} label="Loading the analyzer" />;
  const { analyzer, source } = detail;
  return (
    <>
      <p class={styles.text}>
        <LogText text={analyzer.description.trim()} lines="many" limit={2_000} />
      </p>
      <p class={styles.panelActions}>
        {isOwn ? (
          <Button onClick={() => onEdit(`own ${id}`)}>Edit</Button>
        ) : (
          <Button onClick={() => onEdit(`copy ${id}`)}>Duplicate to edit</Button>
        )}
        <Button onClick={() => onEdit(`past ${id}`)}>Run on past data</Button>
      </p>
      <dl class={styles.facts}>
        <Fact name="Risk of a hit" values={[String(analyzer.risk)]} />
        <Fact name="False positives" values={analyzer.falsePositives} />
        <Fact name="Saved by" values={analyzer.saved === undefined ? [] : [analyzer.saved.by]} />
        <Fact name="Id" values={[id]} />
      </dl>
      <History changes={detail.changes.slice(0, 5)} />
      <section class={styles.source} aria-label="Source">
        <div class={styles.sourceHead}>
          <code class={styles.path}>analyzer.yaml</code>
          <CopyButton text={source} label="Copy" />
        </div>
        <ScrollRoom as="pre" label="Text of the analyzer" class={styles.code}>
          <LogText text={source} lines="many" limit={40_000} />
        </ScrollRoom>
      </section>
    </>
  );
}

interface RuleBodyProps {
  readonly id: string;
  readonly onEdit: (place: string) => void;
}

function RuleBody({ id, onEdit }: RuleBodyProps) {
  const rule = useResource(`rule ${id}`, (signal) => api.rule(id, signal));
  const detail = rule.data.value;
  if (rule.error.value !== undefined) {
    return (
      <div class={styles.text}>
        <ErrorNote
          error={rule.error.value}
          title="The rule could not be loaded"
          onRetry={() => void rule.reload()}
        />
      </div>
    );
  }
  if (detail === undefined) return <Skeleton rows={5} rowHeight={40} label="Loading the rule" />;
  const { credit, path, source, own, original, changes } = detail;
  const { missingLists } = detail.rule;
  return (
    <>
      {credit.description !== undefined && (
        <p class={styles.text}>
          <LogText text={credit.description} lines="many" limit={2_000} />
        </p>
      )}
      {missingLists.length > 0 && (
        <p class={styles.noisy}>
          It matches nothing until there{' '}
          {missingLists.length === 1 ? 'is the value list' : 'are the value lists'}{' '}
          <LogText text={missingLists.join(', ')} limit={300} />: add it under Value lists.
        </p>
      )}
      <p class={styles.panelActions}>
        <Button onClick={() => onEdit(`rule ${id}`)}>Edit</Button>
      </p>
      <dl class={styles.facts}>
        <Fact name="Saved by" values={own === undefined ? [] : [own.by]} />
        <Fact name="Stands in for" values={original === undefined ? [] : [original.pack]} />
        <Fact name="Author" values={credit.author === undefined ? [] : [credit.author]} />
        <Fact name="Licence" values={credit.license === undefined ? [] : [credit.license]} />
        <Fact name="Status" values={detail.rule.status === undefined ? [] : [detail.rule.status]} />
        <Fact name="Logs" values={[detail.rule.logs]} />
        <Fact name="Fed by" values={feedWords(detail)} />
        <Fact name="False positives" values={credit.falsePositives} />
        <Fact name="References" values={credit.references} />
        <Fact name="Id" values={[id]} />
      </dl>
      <History changes={changes.slice(0, 5)} />
      <section class={styles.source} aria-label="Source">
        <div class={styles.sourceHead}>
          <code class={styles.path}>
            <LogText text={path} limit={200} />
          </code>
          <CopyButton text={source} label="Copy" />
        </div>
        <ScrollRoom as="pre" label="Text of the analyzer" class={styles.code}>
          <LogText text={source} lines="many" limit={40_000} />
        </ScrollRoom>
      </section>
    </>
  );
}

/** The sources that send what a rule is about; nothing before any record was looked at. */
function feedWords({ rule, feeds }: RuleDetail): readonly string[] {
  if (rule.isFed === undefined) return [];
  if (feeds.length === 0) return ['No source has sent records that it is about.'];
  return feeds.map(({ name, kinds }) => `${name}: ${kinds.slice(0, 5).join(', ')}`);
}

interface FactProps {
  readonly name: string;
  readonly values: readonly string[];
}

function Fact({ name, values }: FactProps) {
  if (values.length === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      {values.map((value) => (
        <dd key={value}>
          <LogText text={value} limit={400} />
        </dd>
      ))}
    </>
  );
}

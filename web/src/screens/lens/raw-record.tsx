import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { EvidencePointer } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { zone } from '../../data/preferences.ts';
import { useResource } from '../../data/resource.ts';
import { factsOfRecord } from '../../graph/graph-index.ts';
import type { CitedFact, GraphIndex } from '../../graph/graph-index.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { formatRecord } from '../../parts/format-record.ts';
import { ScrollRoom } from '../../parts/scroll-room.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { propertyWord } from '../../parts/node-type.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { absoluteTime } from '../../parts/time.ts';
import styles from './raw-record.module.css';

/** Records may be as long as an upload; this much of one is laid out. */
const MAX_SHOWN = 50_000;

interface RawRecordProps {
  readonly pointer: EvidencePointer;
  readonly index: GraphIndex;
}

/** A raw record as it was sent, beside what was read from it first. */
export function RawRecord({ pointer, index }: RawRecordProps) {
  const { upload, record } = pointer;
  const raw = useResource(`evidence/${upload}/${record}`, (signal) =>
    api.evidence(upload, record, signal),
  );
  const isFormatted = useSignal(true);
  const text = raw.data.value;
  const formatted = useMemo(() => (text === undefined ? undefined : formatRecord(text)), [text]);
  const facts = useMemo(() => factsOfRecord(index, pointer), [index, upload, record]);
  if (raw.error.value !== undefined) {
    return (
      <ErrorNote
        error={raw.error.value}
        title="The raw record could not be loaded"
        onRetry={() => void raw.reload()}
      />
    );
  }
  if (text === undefined) return <Skeleton rows={4} rowHeight={28} label="Loading the record" />;
  return (
    <div class={styles.record}>
      <div class={styles.raw}>
        <div class={styles.bar}>
          <span class={styles.size}>{text.length.toLocaleString('en')} characters</span>
          {formatted !== undefined && (
            <Button kind="quiet" onClick={() => (isFormatted.value = !isFormatted.value)}>
              {isFormatted.value ? 'As sent' : 'With line breaks'}
            </Button>
          )}
          <CopyButton compact text={text} label="Copy the raw record" />
        </div>
        <ScrollRoom as="pre" label="Text of the record" class={styles.text}>
          <LogText
            text={isFormatted.value ? (formatted ?? text) : text}
            lines="many"
            limit={MAX_SHOWN}
          />
        </ScrollRoom>
      </div>
      <ScrollRoom label="What it was first to say" class={styles.facts}>
        <h3 class={styles.heading}>First to say</h3>
        {facts.length === 0 ? (
          <p class={styles.none}>Everything in it was known from records before.</p>
        ) : (
          [...Map.groupBy(facts, (fact) => fact.node)].map(([node, own]) => (
            <section key={node.id} class={styles.subject}>
              <h4 class={styles.who}>
                <NodeIcon type={node.type} />
                <span class={styles.name}>
                  <LogText text={node.label} limit={80} />
                </span>
              </h4>
              <dl>
                {own.map((fact, at) => (
                  <Fact key={at} fact={fact} index={index} />
                ))}
              </dl>
            </section>
          ))
        )}
      </ScrollRoom>
    </div>
  );
}

function Fact({ fact, index }: { readonly fact: CitedFact; readonly index: GraphIndex }) {
  const object = fact.edge === undefined ? undefined : index.nodes.get(fact.edge.to);
  const said = fact.unit === 'time' && typeof fact.value === 'number';
  return (
    <div class={styles.fact}>
      <dt class={styles.predicate}>{fact.edge?.verb ?? propertyWord(fact.property ?? '')}</dt>
      <dd class={styles.value}>
        <LogText
          text={
            object?.label ??
            (said ? absoluteTime(Number(fact.value), zone.value) : String(fact.value ?? ''))
          }
          limit={300}
        />
      </dd>
    </div>
  );
}

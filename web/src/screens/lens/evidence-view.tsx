import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ScoreRow } from '../../../../core/contract/lenses.ts';
import { evidenceOf, restOfEvidence } from '../../graph/evidence.ts';
import type { EvidenceEntry } from '../../graph/evidence.ts';
import { isWithin } from '../../graph/time-range.ts';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { riskNumber } from '../../parts/risk-band.ts';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import styles from './evidence-view.module.css';
import { recordName } from './lens-model.ts';
import type { LensModel } from './lens-model.ts';
import { RawRecord } from './raw-record.tsx';

/** More records than this of one row are listed when asked for. */
const FIRST_SHOWN = 12;

/** The raw records behind each row of the score, and behind the rest of the graph. */
export function EvidenceView({ model }: { readonly model: LensModel }) {
  /** A record may be evidence for several rows; it is open in one place. */
  const open = useSignal('');
  const index = model.index.value;
  const { rows } = model.detail;
  const range = model.range.value;
  const all = useMemo(() => restOfEvidence(index, rows), [index, rows]);
  const rest = all.filter(({ first }) => isWithin(range, first));
  const chosen = rows.filter((row) => row.analyzerId === model.row.value);
  return (
    <div class={styles.evidence}>
      {(chosen.length > 0 ? chosen : rows).map((row) => (
        <RowSection key={row.analyzerId} row={row} open={open} model={model} />
      ))}
      {chosen.length === 0 && rest.length > 0 && (
        <section>
          <h3 class={styles.title}>
            <span>The rest of the graph</span>
          </h3>
          <Entries entries={rest} section="rest" open={open} model={model} />
        </section>
      )}
    </div>
  );
}

interface RowSectionProps {
  readonly row: ScoreRow;
  readonly open: Signal<string>;
  readonly model: LensModel;
}

function RowSection({ row, open, model }: RowSectionProps) {
  const index = model.index.value;
  const range = model.range.value;
  const all = useMemo(() => evidenceOf(index, row.nodes), [index, row]);
  const entries = all.filter(({ first }) => isWithin(range, first));
  return (
    <section>
      <h3 class={styles.title}>
        <span>
          <LogText text={row.title} limit={160} />
        </span>
        <span class={styles.contribution}>+{riskNumber(row.contribution)}</span>
      </h3>
      {entries.length === 0 && all.length > 0 && <p class={styles.none}>None in this time.</p>}
      <Entries entries={entries} section={row.analyzerId} open={open} model={model} />
    </section>
  );
}

interface EntriesProps {
  readonly entries: readonly EvidenceEntry[];
  readonly section: string;
  readonly open: Signal<string>;
  readonly model: LensModel;
}

function Entries({ entries, section, open, model }: EntriesProps) {
  const all = useSignal(false);
  useEffect(() => {
    // The record of the URL opens where it is met first.
    const isHere = entries.some((entry) => recordName(entry.pointer) === model.record.peek());
    if (open.peek() === '' && isHere) open.value = section;
  }, []);
  const shown = all.value ? entries : entries.slice(0, FIRST_SHOWN);
  return (
    <>
      {shown.map((entry) => (
        <Entry
          key={recordName(entry.pointer)}
          entry={entry}
          section={section}
          open={open}
          model={model}
        />
      ))}
      {shown.length < entries.length && (
        <button class={styles.more} type="button" onClick={() => (all.value = true)}>
          {entries.length - shown.length} more records
        </button>
      )}
    </>
  );
}

interface EntryProps {
  readonly entry: EvidenceEntry;
  readonly section: string;
  readonly open: Signal<string>;
  readonly model: LensModel;
}

function Entry({ entry, section, open, model }: EntryProps) {
  const name = recordName(entry.pointer);
  const isOpen = model.record.value === name && open.value === section;
  const { upload, record } = entry.pointer;
  return (
    <div class={styles.entry}>
      <button
        class={styles.line}
        type="button"
        aria-expanded={isOpen}
        onClick={() => {
          model.record.value = isOpen ? '' : name;
          open.value = section;
        }}
      >
        <Icon name="right" size={12} class={isOpen ? styles.open : styles.closed} />
        <AbsoluteTimestamp at={entry.first} class={styles.time} />
        <span class={styles.says}>
          <LogText text={entry.says} limit={240} />
        </span>
        <span class={styles.pointer}>
          {upload}·{record}
        </span>
      </button>
      {isOpen && (
        <div class={styles.body}>
          <RawRecord pointer={entry.pointer} index={model.index.value} />
        </div>
      )}
    </div>
  );
}

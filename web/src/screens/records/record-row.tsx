import type { ToldRecord } from '../../../../core/contract/records.ts';
import { formatRecord } from '../../parts/format-record.ts';
import { Icon } from '../../parts/icon.tsx';
import { ScrollRoom } from '../../parts/scroll-room.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import styles from './records.module.css';

/** Characters of a record in its row; all that is told of it is below, when it is opened. */
const LINE_LENGTH = 240;

/** One record: what became of it, and, opened, what it says and how it was sent. */
export function RecordRow({ record }: { readonly record: ToldRecord }) {
  const { number, text, outcome, reason, time, says, isCut } = record;
  return (
    <details class={styles.record} data-outcome={outcome}>
      <summary class={styles.line}>
        <Icon name="right" size={12} />
        <span class={styles.number}>{number}</span>
        <span class={styles.outcome}>{outcome}</span>
        <span class={styles.text}>
          <LogText text={text} limit={LINE_LENGTH} />
        </span>
      </summary>
      <div class={styles.opened}>
        {reason !== undefined && (
          <p class={styles.reason}>
            {outcome === 'ignored' ? 'Ignored by the rule ' : ''}
            <LogText text={reason} limit={400} />
          </p>
        )}
        {time !== undefined && (
          <p class={styles.when}>
            Happened at <AbsoluteTimestamp at={time} />
          </p>
        )}
        {says.length > 0 && (
          <ul class={styles.says} aria-label="What it says">
            {says.map(([from, verb, to], index) => (
              <li key={index}>
                <LogText text={from} limit={160} /> <em>{verb}</em>{' '}
                <LogText text={to} limit={160} />
              </li>
            ))}
          </ul>
        )}
        <ScrollRoom as="pre" label="Text of the record" class={styles.raw}>
          <LogText text={formatRecord(text) ?? text} lines="many" limit={8_000} />
        </ScrollRoom>
        {isCut && <p class={styles.when}>This is its beginning; it is kept whole.</p>}
      </div>
    </details>
  );
}

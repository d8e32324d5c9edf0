import type { RecordCounts } from '../../../../core/contract/sources.ts';
import styles from './count-bar.module.css';

/** Received = accepted + rejected + ignored, as a bar and as numbers. */
export function CountBar({ records }: { readonly records: RecordCounts }) {
  const parts = [
    ['accepted', records.accepted],
    ['rejected', records.rejected],
    ['ignored', records.ignored],
  ] as const;
  return (
    <div class={styles.counts}>
      <div class={styles.bar} aria-hidden="true">
        {parts.map(
          ([name, count]) =>
            count > 0 && (
              <span key={name} class={styles[name]} style={{ flexGrow: count, minWidth: '3px' }} />
            ),
        )}
      </div>
      <dl class={styles.numbers}>
        <div>
          <dt>received</dt>
          <dd>{records.received.toLocaleString('en')}</dd>
        </div>
        {parts.map(([name, count]) => (
          <div key={name}>
            <dt class={styles[`${name}Key`]}>{name}</dt>
            <dd>{count.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

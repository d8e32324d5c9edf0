import type { Signal } from '@preact/signals';
import type { RecordOutcome } from '../../../../core/contract/records.ts';
import styles from './records.module.css';

const CHOICES: readonly (readonly [value: string, words: string])[] = [
  ['', 'All records'],
  ['accepted', 'Accepted'],
  ['rejected', 'Rejected'],
  ['ignored', 'Ignored'],
];

/** Chooses records by what became of them. */
export function OutcomeFilter({ chosen }: { readonly chosen: Signal<string> }) {
  return (
    <select
      class={styles.select}
      aria-label="Which records"
      value={chosen.value}
      onChange={(event) => (chosen.value = event.currentTarget.value)}
    >
      {CHOICES.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}

/** The outcome that a query's text names; undefined for all. */
export function outcomeOf(text: string): RecordOutcome | undefined {
  return text === 'accepted' || text === 'rejected' || text === 'ignored' ? text : undefined;
}

import type { RuleState } from '../../../../core/contract/rules.ts';
import type { AnalyzerItem } from './analyzer-items.ts';
import styles from './analyzers.module.css';

interface StateSelectProps {
  readonly item: AnalyzerItem;
  readonly onSet: (state: RuleState | null) => void;
}

/** What holds for an analyzer, and the way to change it. A rule can be left to the service. */
export function StateSelect({ item, onSet }: StateSelectProps) {
  const isRule = item.kind === 'rule';
  return (
    <label class={styles.stateBox} data-state={item.state}>
      <select
        class={styles.stateSelect}
        aria-label={`State of ${item.title.slice(0, 120)}`}
        value={item.setting ?? 'automatic'}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onSet(value === 'automatic' ? null : (value as RuleState));
        }}
      >
        {isRule && <option value="automatic">{item.isNoisy ? 'shadow (noisy)' : 'on'}</option>}
        <option value="on">{isRule ? 'always on' : 'on'}</option>
        <option value="shadow">shadow</option>
        <option value="off">off</option>
      </select>
    </label>
  );
}

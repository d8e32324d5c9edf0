import type { RuleState } from '../../../../core/contract/rules.ts';
import type { AnalyzerItem } from './analyzer-items.ts';
import styles from './analyzers.module.css';

interface StateSelectProps {
  readonly item: AnalyzerItem;
  readonly onSet: (state: RuleState | null) => void;
}

/** What holds for a rule, and the way to change it. The first choice leaves it to the service. */
export function StateSelect({ item, onSet }: StateSelectProps) {
  if (item.kind === 'built in') return <State state="on" />;
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
        <option value="automatic">{item.isNoisy ? 'shadow (noisy)' : 'on'}</option>
        <option value="on">always on</option>
        <option value="shadow">shadow</option>
        <option value="off">off</option>
      </select>
    </label>
  );
}

/** A state as a dot and its word. */
function State({ state }: { readonly state: RuleState }) {
  return (
    <span class={styles.state} data-state={state}>
      {state}
    </span>
  );
}

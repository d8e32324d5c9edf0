import type { RuleLevel } from '../../../core/contract/rules.ts';
import styles from './level.module.css';

/** The band of colour of each level; the word is always there too. */
const BANDS: Readonly<Record<RuleLevel, string>> = {
  informational: 'none',
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
};

/** How serious an analyzer's author says that its hits are. */
export function LevelWord({ level }: { readonly level: RuleLevel }) {
  const band = BANDS[level];
  return (
    <span
      class={styles.level}
      style={{ color: `var(--risk-${band})`, background: `var(--risk-${band}-soft)` }}
    >
      {level === 'informational' ? 'info' : level}
    </span>
  );
}

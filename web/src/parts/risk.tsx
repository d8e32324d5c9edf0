import { riskBand, riskNumber, riskShare } from './risk-band.ts';
import styles from './risk.module.css';

/** A score with its bar and its word, for lists and headers. */
export function RiskMeter({ risk }: { readonly risk: number }) {
  const band = riskBand(risk);
  return (
    <span class={styles.meter} style={{ '--fill': `var(--risk-${band}-fill)` }}>
      <span class={styles.number} style={{ color: `var(--risk-${band})` }}>
        {riskNumber(risk)}
      </span>
      <span class={styles.side}>
        <span class={styles.track}>
          <span class={styles.bar} style={{ width: `${riskShare(risk) * 100}%` }} />
        </span>
        <span class={styles.word}>{band}</span>
      </span>
    </span>
  );
}

/** A risk as a small number, for nodes and rows. Its band is in the title. */
export function RiskBadge({ risk }: { readonly risk: number }) {
  const band = riskBand(risk);
  return (
    <span
      class={styles.badge}
      style={{ color: `var(--risk-${band})`, background: `var(--risk-${band}-soft)` }}
      title={`risk ${riskNumber(risk)}: ${band}`}
    >
      {riskNumber(risk)}
    </span>
  );
}

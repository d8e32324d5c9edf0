import { byteSize } from '../sources/byte-size.ts';
import type { Measure, UsageSum } from './usage-days.ts';
import styles from './usage.module.css';

interface UsageChartProps {
  /** Oldest first. */
  readonly days: readonly string[];
  readonly sums: ReadonlyMap<string, UsageSum>;
  readonly measure: Measure;
}

/** A bar for each day; the table below says the numbers, and a bar's title its own. */
export function UsageChart({ days, sums, measure }: UsageChartProps) {
  const values = days.map((day) => sums.get(day)?.[measure] ?? 0);
  const most = Math.max(...values);
  const total = values.reduce((sum, value) => sum + value, 0);
  const label = `${written(total, measure)} in ${days.length} days, at most ${written(most, measure)} a day`;
  return (
    <figure class={styles.chart}>
      <div class={styles.bars} role="img" aria-label={label}>
        {days.map((day, index) => {
          const value = values[index] ?? 0;
          const height = most === 0 ? 0 : Math.max(value === 0 ? 0 : 2, (value / most) * 100);
          return (
            <span key={day} class={styles.day} title={`${day}: ${written(value, measure)}`}>
              <span class={styles.bar} style={{ height: `${height}%` }} />
            </span>
          );
        })}
      </div>
      <figcaption class={styles.axis}>
        <span>{days[0]}</span>
        <span>{most > 0 && `most: ${written(most, measure)}`}</span>
        <span>today</span>
      </figcaption>
    </figure>
  );
}

function written(value: number, measure: Measure): string {
  if (measure === 'bytes') return byteSize(value);
  if (measure === 'dollars') return `$${value.toFixed(value < 0.1 ? 4 : 2)}`;
  return `${value.toLocaleString('en')} records`;
}

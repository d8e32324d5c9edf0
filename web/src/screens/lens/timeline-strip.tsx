import { zone } from '../../data/preferences.ts';
import { timelineBins } from '../../graph/timeline.ts';
import type { TimelineRow } from '../../graph/timeline.ts';
import { clockTime } from '../../parts/time.ts';
import styles from './timeline-view.module.css';

const BINS = 96;
const HEIGHT = 40;

/** When the most happened, at a glance; what touches risk is in its colour. */
export function TimelineStrip({ rows }: { readonly rows: readonly TimelineRow[] }) {
  const first = rows[0]?.edge.first;
  const last = rows.at(-1)?.edge.first;
  if (first === undefined || last === undefined || first === last) return null;
  const bins = timelineBins(rows, BINS);
  const most = Math.max(...bins.map((bin) => bin.count));
  return (
    <figure class={styles.strip}>
      <svg
        viewBox={`0 0 ${BINS * 4} ${HEIGHT}`}
        preserveAspectRatio="none"
        height={HEIGHT}
        role="img"
        aria-label={`${rows.length} events between ${clockTime(first, zone.value)} and ${clockTime(last, zone.value)}`}
      >
        {bins.map((bin, at) => {
          const height = bin.count === 0 ? 1 : Math.max(3, (bin.count / most) * HEIGHT);
          const risky = bin.count === 0 ? 0 : (bin.risky / bin.count) * height;
          return (
            <g key={at}>
              <rect
                class={styles.quiet}
                x={at * 4}
                y={HEIGHT - height}
                width="3"
                height={height - risky}
              />
              <rect class={styles.risky} x={at * 4} y={HEIGHT - risky} width="3" height={risky} />
            </g>
          );
        })}
      </svg>
      <figcaption class={styles.ends}>
        <span>{clockTime(first, zone.value)}</span>
        <span class={styles.key}>touches risk</span>
        <span>{clockTime(last, zone.value)}</span>
      </figcaption>
    </figure>
  );
}

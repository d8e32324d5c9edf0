import type { SearchMatch } from '../../../../core/contract/search.ts';
import { zone } from '../../data/preferences.ts';
import { counted } from '../../parts/plural.ts';
import { absoluteTime, zoneName } from '../../parts/time.ts';
import { seenBins } from './seen-bins.ts';
import styles from './hunt-views.module.css';

/** The bars. */
export const BINS = 48;

interface HuntHistogramProps {
  readonly matches: readonly SearchMatch[];
  /** The bin that is looked at; -1 for all. */
  readonly chosen: number;
  readonly onChoose: (bin: number) => void;
}

/** When what was found was last seen. A bar narrows the table below to its time. */
export function HuntHistogram({ matches, chosen, onChoose }: HuntHistogramProps) {
  const { bins, first, last } = seenBins(matches, BINS);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <figure class={styles.histogram}>
      <div class={styles.bars} role="group" aria-label="Nodes by when they were last seen">
        {bins.map(({ from, count }, at) => (
          <button
            key={at}
            class={styles.bar}
            type="button"
            disabled={count === 0}
            aria-pressed={at === chosen}
            aria-label={`${counted(count, 'node')} from ${absoluteTime(from, zone.value)}`}
            title={`${counted(count, 'node')} from ${absoluteTime(from, zone.value)} ${zoneName(zone.value)}`}
            onClick={() => onChoose(at === chosen ? -1 : at)}
          >
            <span class={styles.fill} style={{ height: `${(count / most) * 100}%` }} />
          </button>
        ))}
      </div>
      <figcaption class={styles.ends}>
        <span>{absoluteTime(first, zone.value)}</span>
        <span>last seen, {zoneName(zone.value)}</span>
        <span>{absoluteTime(last, zone.value)}</span>
      </figcaption>
    </figure>
  );
}

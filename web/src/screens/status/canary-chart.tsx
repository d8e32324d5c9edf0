import type { CanaryRun } from '../../../../core/contract/operator.ts';
import { counted } from '../../parts/plural.ts';
import { clockTime, zoneName } from '../../parts/time.ts';
import styles from './status.module.css';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** In units of the picture, which is drawn as wide as there is room. */
const BAR = 10;
const STEP = 14;
const HEIGHT = 96;
const LEAST = 3;

interface CanaryChartProps {
  /** From the earliest to the latest. */
  readonly runs: readonly CanaryRun[];
  /** The end of the day that is shown, ms since 1970. */
  readonly at: number;
}

/** The synthetic attacks of a day: a bar for each, as high as it was slow; a red one came to no lens. */
export function CanaryChart({ runs, at }: CanaryChartProps) {
  const latencies = runs.flatMap(({ latencySeconds }) => latencySeconds ?? []);
  const most = Math.max(1, ...latencies);
  const failed = runs.length - latencies.length;
  const shown = runs.map((run) => {
    const x = STEP * Math.min(HOURS - 1, Math.floor(HOURS - (at - run.sentAt) / HOUR_MS));
    const share = run.latencySeconds === null ? 1 : run.latencySeconds / most;
    return { ...run, x, height: Math.max(LEAST, share * HEIGHT) };
  });
  const summary =
    latencies.length === 0
      ? 'none came to a lens'
      : `${Math.min(...latencies).toFixed(1)} to ${Math.max(...latencies).toFixed(1)} s`;
  return (
    <section class={styles.day} aria-labelledby="last-day">
      <h2 id="last-day">The last 24 hours</h2>
      <p class={styles.note}>
        {counted(runs.length, 'synthetic attack')}: {summary}
        {failed > 0 && latencies.length > 0 && `; ${failed} came to no lens`}
      </p>
      <svg viewBox={`0 0 ${HOURS * STEP} ${HEIGHT + 1}`} aria-hidden="true">
        <path class={styles.ground} d={`M0 ${HEIGHT + 0.5}H${HOURS * STEP}`} />
        {shown.map(({ sentAt, latencySeconds, x, height }) => (
          <rect
            key={sentAt}
            class={latencySeconds === null ? styles.failedBar : styles.bar}
            x={x}
            y={HEIGHT - height}
            width={BAR}
            height={height}
          />
        ))}
      </svg>
      <div class={styles.axis} aria-hidden="true">
        <span>24 h ago</span>
        <span>now</span>
      </div>
      <details>
        <summary>Each of them</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Sent, {zoneName('local', at)}</th>
              <th scope="col">From upload to lens</th>
            </tr>
          </thead>
          <tbody>
            {[...runs].reverse().map(({ sentAt, latencySeconds }) => (
              <tr key={sentAt}>
                <td>{clockTime(sentAt, 'local').slice(0, 5)}</td>
                <td>{latencySeconds === null ? 'in no lens' : `${latencySeconds.toFixed(1)} s`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

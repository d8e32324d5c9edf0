import { useSignal } from '@preact/signals';
import { useResource } from '../../data/resource.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { settings } from '../../settings-client.ts';
import { byteSize } from '../sources/byte-size.ts';
import settingsStyles from './settings.module.css';
import { lastDays, MEASURES, sumBySource, sumByDay } from './usage-days.ts';
import type { Measure } from './usage-days.ts';
import { UsageChart } from './usage-chart.tsx';
import styles from './usage.module.css';

/** Days that the page shows. */
const DAYS = 30;

/** What the organisation sends and costs, by source and day, and what its plan leaves. */
export function Usage() {
  const usage = useResource('usage', (signal) => settings.usage(DAYS, signal));
  const measure = useSignal<Measure>('records');
  const known = usage.data.value;
  if (known === undefined) {
    return usage.error.value === undefined ? (
      <Skeleton rows={4} rowHeight={48} label="Loading the usage" />
    ) : (
      <ErrorNote
        error={usage.error.value}
        title="The usage could not be loaded"
        onRetry={() => void usage.reload()}
      />
    );
  }
  const days = lastDays(DAYS, Date.now());
  const totals = sumBySource(known.days);
  return (
    <>
      <section class={settingsStyles.section} aria-label="Plan">
        <h2 class={settingsStyles.heading}>
          Plan<span class={settingsStyles.tag}>{known.plan.name}</span>
        </h2>
        <div class={styles.limits}>
          <Limit
            title="Records today"
            used={known.today.records}
            left={known.today.left}
            limit={known.plan.recordsPerDay}
            note={
              known.today.left === 0
                ? 'Used up: senders are told to come back at midnight UTC.'
                : 'A day ends at midnight UTC.'
            }
          />
          <Limit
            title="Seats"
            used={known.seats.used}
            left={known.seats.left}
            limit={known.plan.seats}
            note="Members, and invitations that are open."
          />
          <Limit
            title="Days kept"
            used={known.retentionDays}
            left={null}
            limit={known.plan.retentionDays}
            note="Facts that no hit names go after that."
          />
        </div>
      </section>
      <section class={settingsStyles.section} aria-label="Usage">
        <h2 class={settingsStyles.heading}>The last {DAYS} days</h2>
        <fieldset class={styles.measures}>
          <legend class={styles.hidden}>What the chart shows</legend>
          {MEASURES.map(({ name, title }) => (
            <label key={name}>
              <input
                type="radio"
                name="measure"
                checked={name === measure.value}
                onChange={() => (measure.value = name)}
              />
              <span>{title}</span>
            </label>
          ))}
        </fieldset>
        <UsageChart days={days} sums={sumByDay(known.days)} measure={measure.value} />
        {known.days.length === 0 ? (
          <p class={settingsStyles.quiet}>Nothing was sent in these days.</p>
        ) : (
          <div class={settingsStyles.scroll}>
            <table class={`${settingsStyles.table} ${styles.table}`}>
              <thead>
                <tr>
                  <th>Source</th>
                  <th>Records</th>
                  <th>Sent</th>
                  <th>Rows written</th>
                  <th>Cost</th>
                </tr>
              </thead>
              <tbody>
                {[...totals].map(([source, sum]) => (
                  <tr key={source}>
                    <td>
                      <LogText
                        text={known.sources.find(({ id }) => id === source)?.name ?? source}
                        limit={80}
                      />
                    </td>
                    <td>{sum.records.toLocaleString('en')}</td>
                    <td>{byteSize(sum.bytes)}</td>
                    <td>{sum.rowsWritten.toLocaleString('en')}</td>
                    <td>{dollars(sum.dollars)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <p class={settingsStyles.quiet}>
          Cost is by Cloudflare’s list prices of what is metered: requests, rows and operations.
          Storage and processor time are not in it. Bytes are as they were sent. Days are UTC.
        </p>
      </section>
    </>
  );
}

interface LimitProps {
  readonly title: string;
  readonly used: number;
  /** Null without a limit. */
  readonly limit: number | null;
  /** Null of what is not used up. */
  readonly left: number | null;
  readonly note: string;
}

/** How much of a limit of the plan is used. */
function Limit({ title, used, limit, left, note }: LimitProps) {
  return (
    <div class={styles.limit}>
      <span class={styles.limitTitle}>{title}</span>
      <span>
        <strong>{used.toLocaleString('en')}</strong>
        {limit === null ? ' · no limit' : ` of ${limit.toLocaleString('en')}`}
        {left !== null && `, ${left.toLocaleString('en')} left`}
      </span>
      {limit !== null && (
        <progress
          class={styles.progress}
          data-full={left === 0}
          aria-label={title}
          max={limit}
          value={used}
        />
      )}
      <span class={settingsStyles.quiet}>{note}</span>
    </div>
  );
}

function dollars(value: number): string {
  return value !== 0 && value < 0.01 ? '< $0.01' : `$${value.toFixed(2)}`;
}

import type { PastLens, PastRun } from '../../../../core/contract/analyzers.ts';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { counted } from '../../parts/plural.ts';
import { paths } from '../../routes.ts';
import styles from './editor.module.css';
import { HitList } from './hit-list.tsx';

/** What a run would have opened, how that differs from what there is now, and the hits themselves. */
export function PastRunResult({ result }: { readonly result: PastRun }) {
  const { hits, difference, lenses, shown, days, limits, scanned } = result;
  const opened = lenses.filter(({ isOpen }) => !isOpen).length;
  const most = Math.max(1, ...days.map((day) => day.hits));
  return (
    <div class={styles.result}>
      <p class={styles.sum} role="status">
        <strong>{counted(hits, 'hit')}</strong>: it would open {counted(opened, 'lens')} and add to{' '}
        {lenses.length - opened}.
        <span class={styles.quiet}> {scanned.toLocaleString('en')} facts were looked at.</span>
      </p>
      {limits.map((limit) => (
        <p key={limit} class={styles.limit}>
          {limit}
        </p>
      ))}
      <ul class={styles.difference} aria-label="Against the analyzer as it is now">
        <li data-state="new">
          <strong>{difference.new.toLocaleString('en')}</strong> new
        </li>
        <li>
          <strong>{difference.same.toLocaleString('en')}</strong> as now
        </li>
        <li data-state="gone">
          <strong>{difference.gone.toLocaleString('en')}</strong> gone
        </li>
      </ul>
      {days.length > 1 && (
        <ol class={styles.days} aria-label="Hits by day">
          {days.map(({ day, hits: count }) => (
            <li
              key={day}
              title={`${new Date(day).toISOString().slice(0, 10)}: ${counted(count, 'hit')}`}
              style={{ height: `${Math.max(4, (count / most) * 48)}px` }}
            />
          ))}
        </ol>
      )}
      {lenses.length > 0 && (
        <ul class={styles.lenses} aria-label="Lenses">
          {lenses.slice(0, 20).map((lens) => (
            <LensLine key={lens.id} lens={lens} />
          ))}
          {lenses.length > 20 && <li class={styles.quiet}>and {lenses.length - 20} more</li>}
        </ul>
      )}
      <HitList hits={shown} />
    </div>
  );
}

function LensLine({ lens }: { readonly lens: PastLens }) {
  const { id, type, name, hits, contribution, isOpen } = lens;
  return (
    <li class={styles.lens}>
      <NodeIcon type={type} />
      {isOpen ? (
        <a href={paths.lens(id)}>
          <LogText text={name} limit={80} />
        </a>
      ) : (
        <LogText text={name} limit={80} />
      )}
      {!isOpen && <span class={styles.mark}>new</span>}
      <span class={styles.lensEnd}>
        {counted(hits, 'hit')} <strong>+{contribution}</strong>
      </span>
    </li>
  );
}

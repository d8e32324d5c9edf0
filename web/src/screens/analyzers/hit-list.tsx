import type { PastHitState, TriedHit } from '../../../../core/contract/analyzers.ts';
import { LogText } from '../../parts/log-text.tsx';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import styles from './editor.module.css';

interface HitListProps {
  readonly hits: readonly (TriedHit & { readonly state?: PastHitState })[];
}

/** Hits that are only tried: their titles, nodes and time. */
export function HitList({ hits }: HitListProps) {
  return (
    <ul class={styles.hits}>
      {hits.map(({ id, title, time, nodes, state }) => (
        <li key={id} class={styles.hit} data-state={state}>
          <span class={styles.hitTitle}>
            {state !== undefined && <span class={styles.mark}>{state}</span>}
            <LogText text={title} limit={200} />
          </span>
          <span class={styles.quiet}>
            <AbsoluteTimestamp at={time} />{' '}
            {nodes.map(({ name, label }) => (
              <span key={name} class={styles.node}>
                {name}{' '}
                <code>
                  <LogText text={label} limit={80} />
                </code>
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

import type { CorrelationStatus } from '../../../../core/contract/rules.ts';
import { counted } from '../../parts/plural.ts';
import styles from './analyzers.module.css';

/** What correlations had to leave out; nothing where nothing was. */
export function CorrelationNote({ status }: { readonly status: CorrelationStatus | undefined }) {
  if (status === undefined || status.dropped + status.leftOut === 0) return null;
  const { matches, dropped, leftOut } = status;
  const episodes = leftOut > 0 ? `, and made no hit of ${counted(leftOut, 'episode')}` : '';
  return (
    <p class={styles.invite} role="note">
      Correlations remember {counted(matches, 'match')}, let {counted(dropped, 'older match')} go
      for lack of room{episodes}. A rule that matches much can be narrowed, or its correlation
      turned off.
    </p>
  );
}

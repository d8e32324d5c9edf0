import type { LensLife } from '../../../../core/contract/lens-life.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { statusWords } from './life-words.ts';
import styles from './triage.module.css';

/** Where a lens stands, in a word; why it came back is in its title. */
export function LifeChip({ life }: { readonly life: LensLife }) {
  const { status, reopened, verdict } = life;
  const look = status === 'new' && reopened !== undefined ? 'reopened' : status;
  return (
    <span
      class={styles.status}
      data-status={look}
      data-verdict={verdict}
      title={reopened === undefined ? undefined : visibleText(reopened, 200)}
    >
      {statusWords(life)}
    </span>
  );
}

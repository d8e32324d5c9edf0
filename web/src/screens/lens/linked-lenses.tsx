import type { LensDetail, LinkedLens } from '../../../../core/contract/lenses.ts';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import { paths } from '../../routes.ts';
import styles from './life-bar.module.css';

/** So many duplicates are named. */
const MAX_NAMED = 3;

/** The lens that this one is a duplicate of, and those that are duplicates of this one. */
export function LinkedLenses({ detail }: { readonly detail: LensDetail }) {
  const { duplicateOf, duplicates = [] } = detail;
  const named = duplicates.slice(0, MAX_NAMED);
  return (
    <>
      {duplicateOf !== undefined && (
        <span class={styles.quiet}>
          of <LensLink lens={duplicateOf} />
        </span>
      )}
      {named.length > 0 && (
        <span class={styles.quiet}>
          {counted(duplicates.length, 'duplicate')}:{' '}
          {named.map((lens, at) => (
            <span key={lens.id}>
              {at > 0 && ', '}
              <LensLink lens={lens} />
            </span>
          ))}
          {duplicates.length > MAX_NAMED && ' …'}
        </span>
      )}
    </>
  );
}

function LensLink({ lens }: { readonly lens: LinkedLens }) {
  return (
    <a class={styles.link} href={paths.lens(lens.id)}>
      <LogText text={lens.name} limit={60} />
    </a>
  );
}

import type { Upload } from '../../../../core/contract/sources.ts';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { paths } from '../../routes.ts';
import { rejectGroups } from './reject-groups.ts';
import styles from './sources.module.css';

/** Positions listed of one reason; the rest is a number. */
const MAX_POSITIONS = 24;

/** Records that were not understood, by reason: none is lost, and none is silent. */
export function Rejects({ uploads }: { readonly uploads: readonly Upload[] }) {
  const groups = rejectGroups(uploads);
  const total = uploads.reduce((sum, upload) => sum + upload.records.rejected, 0);
  const listed = groups.reduce((sum, group) => sum + group.records.length, 0);
  if (total === 0) return null;
  return (
    <section class={styles.section} aria-label="Rejects">
      <h2 class={styles.heading}>
        Rejects <span class={styles.quiet}>{total.toLocaleString('en')}</span>
      </h2>
      <div class={styles.box}>
        {groups.map((group) => (
          <details key={group.reason} class={styles.group}>
            <summary class={styles.summary}>
              <Icon name="right" size={12} />
              <span class={styles.reason}>
                <LogText text={group.reason} limit={400} />
              </span>
              <span class={styles.quiet}>{group.records.length.toLocaleString('en')}</span>
            </summary>
            <ul class={styles.positions}>
              {group.records.slice(0, MAX_POSITIONS).map(({ upload, record }) => (
                <li key={`${upload}.${record}`}>
                  <a class={styles.link} href={`${paths.upload(upload)}?outcome=rejected`}>
                    record {record}
                  </a>{' '}
                  <span class={styles.quiet}>of upload {upload}</span>
                </li>
              ))}
              {group.records.length > MAX_POSITIONS && (
                <li class={styles.quiet}>{group.records.length - MAX_POSITIONS} more</li>
              )}
            </ul>
          </details>
        ))}
        {listed < total && (
          <p class={styles.unlisted}>
            Only the first rejects of each upload are listed;{' '}
            {(total - listed).toLocaleString('en')} more are counted.
          </p>
        )}
      </div>
    </section>
  );
}

import { useEffect } from 'preact/hooks';
import { api } from '../../api-client.ts';
import { onLive } from '../../data/live.ts';
import { useResource } from '../../data/resource.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RiskBadge } from '../../parts/risk.tsx';
import { paths } from '../../routes.ts';
import { ladder } from './ladder.ts';
import type { Rung } from './ladder.ts';
import styles from './live-ladder.module.css';

/** Uploads are told by the feed once they are read; that they came is asked for. */
const ASK_MS = 3000;

/** Where the first records are, on their way from the shipper to a lens. */
export function LiveLadder({ sourceId }: { readonly sourceId: string }) {
  const sources = useResource('sources', api.sources);
  const uploads = useResource('uploads', api.uploads);
  const lenses = useResource('lenses?', (signal) => api.lenses('', signal));
  useEffect(() => {
    const reload = () => {
      if (document.hidden) return;
      if (!uploads.loading.peek()) void uploads.reload();
      if (!lenses.loading.peek()) void lenses.reload();
    };
    const asking = setInterval(reload, ASK_MS);
    const stop = onLive(reload);
    return () => {
      clearInterval(asking);
      stop();
    };
  }, [uploads, lenses]);
  const rungs = ladder({
    source: sources.data.value?.find((source) => source.id === sourceId),
    uploads: uploads.data.value ?? [],
    lenses: lenses.data.value?.lenses ?? [],
  });
  return (
    <section class={styles.panel} aria-label="Progress">
      {uploads.error.value !== undefined && (
        <ErrorNote
          error={uploads.error.value}
          title="The progress could not be loaded"
          onRetry={() => void uploads.reload()}
        />
      )}
      <ol class={styles.ladder} aria-live="polite">
        {rungs.map((rung) => (
          <RungView key={rung.name} rung={rung} />
        ))}
      </ol>
    </section>
  );
}

function RungView({ rung }: { readonly rung: Rung }) {
  return (
    <li class={styles.rung} data-state={rung.state}>
      <span class={styles.dot} aria-hidden="true">
        {rung.state === 'done' && <Icon name="check" size={12} />}
        {rung.state === 'failed' && <Icon name="cross" size={12} />}
      </span>
      <div class={styles.words}>
        <p class={styles.title}>
          {rung.title}
          {rung.state === 'failed' && <span class={styles.failed}> — failed</span>}
        </p>
        {rung.detail !== undefined && <p class={styles.detail}>{rung.detail}</p>}
        {rung.reject !== undefined && (
          <div class={styles.reject}>
            <p>
              <strong>
                Record {rung.reject.record} of upload {rung.reject.upload}
              </strong>{' '}
              was rejected:
            </p>
            <p class={styles.reason}>
              <LogText text={rung.reject.reason} limit={400} />
            </p>
            <a href={`${paths.sources}`}>See all rejects</a>
          </div>
        )}
        {rung.lens !== undefined && (
          <a class={styles.lens} href={paths.lens(rung.lens.id)}>
            <RiskBadge risk={rung.lens.score} />
            <LogText text={rung.lens.name} limit={80} />
            <Icon name="right" size={12} />
          </a>
        )}
      </div>
    </li>
  );
}

import { useEffect } from 'preact/hooks';
import type { CanaryStatus, ServiceStatus } from '../../../../core/contract/operator.ts';
import { get } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { absoluteTime, duration, zoneName } from '../../parts/time.ts';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { Wordmark } from '../../parts/wordmark.tsx';
import { paths } from '../../routes.ts';
import { useDocumentTitle } from '../../shell/screen-title.tsx';
import { CanaryChart } from './canary-chart.tsx';
import styles from './status.module.css';

/** An answer of the service is kept for ten seconds; a canary is sent each hour. */
const RELOAD_MS = 30_000;

const STATES = {
  ok: { title: 'All is well', lead: 'Uploads become lenses as they should.' },
  behind: {
    title: 'The service is behind',
    lead: 'What is sent is kept, and is read later than it should be.',
  },
} as const;

/** How the service does, for anyone, signed in or not. Times are on the clock of who looks. */
export function Status() {
  const status = useResource('status', loadStatus);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void status.reload();
    }, RELOAD_MS);
    return () => clearInterval(timer);
  }, [status]);
  const known = status.data.value;
  const failure = status.error.value;
  const title = known === undefined || failure !== undefined ? 'Status' : STATES[known.state].title;
  useDocumentTitle(title);
  return (
    <main class={styles.page}>
      <a class={styles.home} href={paths.home} aria-label="Grapnel">
        <Wordmark />
      </a>
      {failure !== undefined && (
        <ErrorNote
          error={failure}
          title="The service does not say how it does"
          onRetry={() => void status.reload()}
        />
      )}
      {known === undefined ? (
        failure === undefined && <Skeleton rows={3} rowHeight={64} label="Asking the service" />
      ) : (
        <Known status={known} isOld={failure !== undefined} />
      )}
    </main>
  );
}

const loadStatus = (signal: AbortSignal) => get<ServiceStatus>('/status', signal);

function Known({ status, isOld }: { readonly status: ServiceStatus; readonly isOld: boolean }) {
  const { state, lagSeconds, canary, canaryRuns, at } = status;
  const { title, lead } = STATES[state];
  return (
    <>
      <div class={`${styles.state} ${isOld ? styles.old : styles[state]}`} role="status">
        <h1>{isOld ? `It was: ${title.toLowerCase()}` : title}</h1>
        <p>{lead}</p>
        <p class={styles.note}>
          as of {localTime(at)}, <RelativeTimestamp at={at} />
        </p>
      </div>
      <dl class={styles.facts}>
        <div>
          <dt>Waiting</dt>
          <dd>{lagSeconds === 0 ? 'nothing' : duration(lagSeconds * 1_000)}</dd>
          <dd class={styles.note}>
            {lagSeconds === 0
              ? 'all that came is in the graph'
              : 'since the oldest upload came that is not in the graph yet'}
          </dd>
        </div>
        <div>
          <dt>From upload to lens</dt>
          <dd>{latencyOf(canary)}</dd>
          <dd class={styles.note}>of the last synthetic attack, which is sent each hour</dd>
        </div>
        <div>
          <dt>Last synthetic attack</dt>
          <dd>{canary === null ? 'none' : <RelativeTimestamp at={canary.sentAt} />}</dd>
          <dd class={styles.note}>
            {canary === null ? 'this deployment sends none yet' : localTime(canary.sentAt)}
          </dd>
        </div>
      </dl>
      {canaryRuns.length > 0 && <CanaryChart runs={canaryRuns} at={at} />}
      <p class={styles.note}>
        The synthetic attack goes the way of all logs: it is received, stored, queued, read into the
        graph and correlated. It is of an organisation of its own; nothing here is anybody’s data.
        For machines, the same address answers with JSON.
      </p>
    </>
  );
}

function latencyOf(canary: CanaryStatus | null): string {
  if (canary === null) return 'not known';
  if (canary.latencySeconds !== null) return `${canary.latencySeconds.toFixed(1)} s`;
  return canary.state === 'failed' ? 'it is in no lens' : 'on its way';
}

function localTime(at: number): string {
  return `${absoluteTime(at, 'local').slice(0, -4)} ${zoneName('local', at)}`;
}

import { useSignal } from '@preact/signals';
import type { SourceHealth as Health } from '../../../../core/contract/sources.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { counted } from '../../parts/plural.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { AwsAccess } from './aws-access.tsx';
import { byteSize } from './byte-size.ts';
import styles from './source-health.module.css';

/** How the chosen source does, what it may send, and what can be done about it. */
export function SourceHealth({ source }: { readonly source: string }) {
  const health = useResource(`health/${source}`, (signal) => api.sourceHealth(source, signal));
  const known = health.data.value;
  if (known === undefined) {
    return health.error.value === undefined ? (
      <Skeleton rows={2} rowHeight={48} label="Loading how the source does" />
    ) : (
      <ErrorNote
        error={health.error.value}
        title="How the source does could not be loaded"
        onRetry={() => void health.reload()}
      />
    );
  }
  return (
    <section class={styles.panel} aria-label="How the source does">
      <Figures health={known} />
      <div class={styles.tools}>
        <Quota source={source} health={known} onChanged={() => void health.reload()} />
        <Replay source={source} />
        <AwsAccess source={source} />
      </div>
    </section>
  );
}

function Figures({ health }: { readonly health: Health }) {
  const { lastSeenAt, isSilent, recordsPerMinute, lastDay, rejectShare, quota } = health;
  return (
    <dl class={styles.figures}>
      <div data-bad={isSilent ? '' : undefined}>
        <dt>{isSilent ? 'Silent since' : 'Last upload'}</dt>
        <dd>{lastSeenAt === null ? 'none yet' : <RelativeTimestamp at={lastSeenAt} />}</dd>
      </div>
      <div>
        <dt>Records a minute, last hour</dt>
        <dd>{recordsPerMinute.toLocaleString('en', { maximumFractionDigits: 1 })}</dd>
      </div>
      <div data-bad={rejectShare > 0.01 ? '' : undefined}>
        <dt>Rejected, last day</dt>
        <dd>{(rejectShare * 100).toLocaleString('en', { maximumFractionDigits: 2 })} %</dd>
      </div>
      <div data-bad={lastDay.failedUploads > 0 ? '' : undefined}>
        <dt>Uploads, last day</dt>
        <dd>
          {lastDay.uploads.toLocaleString('en')}
          {lastDay.failedUploads > 0 && `, ${lastDay.failedUploads} failed`}
          {lastDay.queuedUploads > 0 && `, ${lastDay.queuedUploads} in the queue`}
        </dd>
      </div>
      <div data-bad={quota.refusedToday > 0 ? '' : undefined}>
        <dt>Sent today (UTC)</dt>
        <dd>
          {byteSize(quota.bytesToday)} of {byteSize(quota.bytesPerDay)}
          {quota.refusedToday > 0 && `, ${counted(quota.refusedToday, 'request')} refused`}
        </dd>
      </div>
    </dl>
  );
}

interface QuotaProps {
  readonly source: string;
  readonly health: Health;
  readonly onChanged: () => void;
}

/** Sets what the source may send a day, in gigabytes; nothing means what every source may. */
function Quota({ source, health, onChanged }: QuotaProps) {
  const gigabytes = useSignal(String(health.quota.bytesPerDay / 1e9));
  const change = useChange();
  const save = async () => {
    const asked = gigabytes.peek().trim();
    const bytes = asked === '' ? null : Math.round(Number(asked) * 1e9);
    if (Number.isNaN(bytes)) return;
    if (await change.run(() => api.setQuota(source, bytes))) onChanged();
  };
  return (
    <form
      class={styles.tool}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p class={styles.name}>Gigabytes a day, uncompressed</p>
      <div class={styles.line}>
        <input
          aria-label="Gigabytes a day, uncompressed"
          class={styles.input}
          inputMode="decimal"
          pattern="[0-9]*\.?[0-9]*"
          placeholder="as every source"
          value={gigabytes.value}
          onInput={(event) => (gigabytes.value = event.currentTarget.value)}
        />
        <Button type="submit" busy={change.busy.value}>
          Set
        </Button>
      </div>
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="It was not set" />
      )}
    </form>
  );
}

/** Reads uploads of the last days again that have rejects or failed, by today's formats. */
function Replay({ source }: { readonly source: string }) {
  const note = useSignal('');
  const change = useChange();
  const replay = () =>
    change.run(async () => {
      const { uploads } = await api.replay(source);
      note.value =
        uploads.length === 0
          ? 'Nothing was rejected or failed in the last seven days.'
          : `${counted(uploads.length, 'upload')} in the queue again.`;
    });
  return (
    <div class={styles.tool}>
      <p class={styles.name}>Rejected and failed uploads</p>
      <div class={styles.line}>
        <Button busy={change.busy.value} onClick={() => void replay()}>
          Replay the last 7 days
        </Button>
      </div>
      {note.value !== '' && <p role="status">{note.value}</p>}
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was replayed" />
      )}
    </div>
  );
}

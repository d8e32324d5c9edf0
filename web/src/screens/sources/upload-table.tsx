import type { Source, Upload } from '../../../../core/contract/sources.ts';
import { Button } from '../../parts/button.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { byteSize } from './byte-size.ts';
import styles from './sources.module.css';

interface UploadTableProps {
  readonly uploads: readonly Upload[];
  readonly sources: readonly Source[];
  /** Undefined when there are no older ones. */
  readonly onMore: (() => void) | undefined;
}

const STATE_WORDS = { queued: 'in the queue', done: 'in the graph', failed: 'failed' } as const;

/** Every upload, the newest first, with what became of its records. */
export function UploadTable({ uploads, sources, onMore }: UploadTableProps) {
  const names = new Map(sources.map((source) => [source.id, source.name]));
  return (
    <section class={styles.section} aria-label="Uploads">
      <h2 class={styles.heading}>Uploads</h2>
      {uploads.length === 0 ? (
        <p class={styles.quiet}>Nothing has been sent yet.</p>
      ) : (
        <div class={styles.scroll}>
          <table class={styles.table}>
            <thead>
              <tr>
                <th scope="col">Number</th>
                <th scope="col">Received at</th>
                <th scope="col">Source</th>
                <th scope="col">State</th>
                <th scope="col">Size</th>
                <th scope="col">Received</th>
                <th scope="col">Accepted</th>
                <th scope="col">Rejected</th>
                <th scope="col">Ignored</th>
              </tr>
            </thead>
            <tbody>
              {uploads.map((upload) => (
                <tr key={upload.number}>
                  <td>
                    <a class={styles.link} href={paths.upload(upload.number)}>
                      {upload.number}
                    </a>
                  </td>
                  <td class={styles.mono}>
                    <AbsoluteTimestamp at={upload.receivedAt} />
                  </td>
                  <td>
                    <LogText text={names.get(upload.sourceId) ?? upload.sourceId} limit={60} />
                  </td>
                  <td>
                    <span class={styles.state} data-state={upload.state}>
                      {STATE_WORDS[upload.state]}
                    </span>
                  </td>
                  <td>{byteSize(upload.bytes)}</td>
                  <td>{upload.records.received.toLocaleString('en')}</td>
                  <td>{upload.records.accepted.toLocaleString('en')}</td>
                  <td class={upload.records.rejected > 0 ? styles.bad : undefined}>
                    {upload.records.rejected.toLocaleString('en')}
                  </td>
                  <td title={ignoredTitle(upload)}>
                    {upload.records.ignored.toLocaleString('en')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {onMore !== undefined && (
        <div>
          <Button onClick={onMore}>Older uploads</Button>
        </div>
      )}
    </section>
  );
}

/** Which rules ignored how many. */
function ignoredTitle(upload: Upload): string | undefined {
  const rules = Object.entries(upload.ignoredBy);
  return rules.length === 0
    ? undefined
    : rules.map(([rule, count]) => `${count} by ${rule}`).join('\n');
}

import { useSignal } from '@preact/signals';
import { api, auditExportUrl } from '../../api-client.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './settings.module.css';

/** Who changed what, and who read evidence: newest first, narrowed by who. */
export function Audit() {
  const actor = useQuerySignal('actor');
  const typed = useSignal(actor.value);
  const key = actor.value;
  const log = useResource(`audit ${key}`, (signal) => api.audit(key, signal));
  const entries = log.data.value;
  return (
    <section class={styles.section} aria-label="Audit log">
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          actor.value = typed.value.trim();
        }}
      >
        <Field
          label="Who (an address, or a token’s name)"
          name="actor"
          type="text"
          autoComplete="off"
          required={false}
          value={typed.value}
          onInput={(value) => (typed.value = value)}
        />
        <Button type="submit">Show</Button>
        <a href={auditExportUrl(key)} download>
          Export as NDJSON
        </a>
      </form>
      {log.error.value !== undefined && (
        <ErrorNote
          error={log.error.value}
          title="The log could not be loaded"
          onRetry={() => void log.reload()}
        />
      )}
      {entries?.length === 0 && (
        <EmptyState title="No entries">
          <p>Every change and every read of evidence will be here.</p>
        </EmptyState>
      )}
      {entries !== undefined && entries.length > 0 && (
        <div class={styles.scroll}>
          <table class={styles.table}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">To which</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.number}>
                  <td>
                    <RelativeTimestamp at={entry.at} />
                  </td>
                  <td>
                    <LogText text={entry.actor.name} limit={60} />
                  </td>
                  <td>
                    <code>{entry.action}</code>
                  </td>
                  <td>
                    <LogText text={entry.target} limit={60} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AuditEntry } from '../../../../core/contract/audit.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import { auditExportUrl, settings } from '../../settings-client.ts';
import styles from './settings.module.css';
import { useChange } from '../../data/use-change.ts';

/** Entries on a page, as the service gives them. */
const PAGE_ENTRIES = 100;

/** Who changed what, and who read evidence; newest first. For admins. */
export function Audit() {
  const actor = useQuerySignal('actor');
  const target = useQuerySignal('target');
  const entries = useSignal<readonly AuditEntry[] | undefined>(undefined);
  const isEnd = useSignal(false);
  const change = useChange();
  const filter = { actor: actor.value.trim(), target: target.value.trim() };
  const load = (before?: number, known: readonly AuditEntry[] = []) =>
    void change.run(async () => {
      const page = await settings.audit(filter, before);
      entries.value = [...known, ...page];
      isEnd.value = page.length < PAGE_ENTRIES;
    });
  useEffect(() => load(), []);
  const list = entries.value;
  return (
    <section class={styles.section} aria-label="Audit log">
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          load();
        }}
      >
        <Field
          label="Who"
          name="actor"
          type="text"
          autoComplete="off"
          required={false}
          maxLength={254}
          value={actor.value}
          onInput={(value) => (actor.value = value)}
        />
        <Field
          label="On what"
          name="target"
          type="text"
          autoComplete="off"
          required={false}
          maxLength={400}
          value={target.value}
          onInput={(value) => (target.value = value)}
        />
        <Button type="submit" busy={change.busy.value}>
          Show
        </Button>
        <a class={styles.export} href={auditExportUrl(filter)} download="grapnel-audit.ndjson">
          Export as NDJSON
        </a>
      </form>
      {list === undefined && change.error.value === undefined && (
        <Skeleton rows={5} rowHeight={44} label="Loading the audit log" />
      )}
      {change.error.value !== undefined && (
        <ErrorNote
          error={change.error.value}
          title="The audit log could not be loaded"
          onRetry={() => load()}
        />
      )}
      {list?.length === 0 && (
        <EmptyState title="Nothing here">
          <p>Changes, and reads of raw records, are listed as they happen.</p>
        </EmptyState>
      )}
      {list !== undefined && list.length > 0 && (
        <div class={styles.scroll}>
          <table class={`${styles.table} ${styles.entries}`}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {list.map((entry) => (
                <EntryRow key={entry.number} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list !== undefined && list.length > 0 && !isEnd.value && (
        <span>
          <Button busy={change.busy.value} onClick={() => load(list.at(-1)?.number, list)}>
            Show older ones
          </Button>
        </span>
      )}
    </section>
  );
}

function EntryRow({ entry }: { readonly entry: AuditEntry }) {
  const detail = Object.keys(entry.detail).length === 0 ? '' : JSON.stringify(entry.detail);
  return (
    <tr>
      <td>
        <AbsoluteTimestamp at={entry.at} />
      </td>
      <td>
        <LogText text={entry.actor.name} limit={80} />
        {entry.actor.kind !== 'member' && <span class={styles.tag}>{entry.actor.kind}</span>}
      </td>
      <td>
        <span class={styles.what}>
          <span class={styles.mono}>{entry.action.replace('/api/', '')}</span>
          <span class={styles.quiet}>
            <LogText text={entry.target} limit={200} />
          </span>
          {detail !== '' && (
            <span class={styles.quiet}>
              <LogText text={detail} limit={300} />
            </span>
          )}
        </span>
      </td>
      <td class={styles.mono}>
        <LogText text={entry.address} limit={45} />
      </td>
    </tr>
  );
}

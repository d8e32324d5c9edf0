import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { InvestigationDetail } from '../../../../core/contract/investigations.ts';
import { refresh } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { exportUrl, investigations } from '../../investigations-client.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import headerStyles from '../lens/lens-header.module.css';
import { SureButton } from '../settings/sure-button.tsx';
import { assigneeWords } from '../triage/life-words.ts';
import { EditDialog } from './edit-dialog.tsx';
import styles from './investigation.module.css';

interface HeaderProps {
  readonly detail: InvestigationDetail;
  readonly reload: () => Promise<void>;
}

/** What it is about, who works on it, and what can be done with all of it. */
export function InvestigationHeader({ detail, reload }: HeaderProps) {
  const { investigation, assignees } = detail;
  const { id, title, status, assignee, members, lens, createdBy, updatedAt } = investigation;
  const { route } = useLocation();
  const isEditing = useSignal(false);
  const change = useChange();
  const isOpen = status === 'open';
  const setStatus = () =>
    void change.run(async () => {
      await investigations.change(id, { status: isOpen ? 'closed' : 'open' });
      refresh('investigations');
      await reload();
    });
  const remove = () =>
    void change.run(async () => {
      await investigations.remove(id);
      refresh('investigations');
      route(paths.investigations);
    });
  return (
    <>
      <header class={headerStyles.header}>
        <a
          class={headerStyles.back}
          href={paths.investigations}
          aria-label="Back to the investigations"
          title="Investigations (u)"
        >
          <Icon name="left" />
        </a>
        <div class={headerStyles.name}>
          <h1 class={headerStyles.title}>
            <LogText text={title} limit={160} />
          </h1>
          <p class={headerStyles.why}>
            Begun by {createdBy}, changed <RelativeTimestamp at={updatedAt} />
            {lens !== undefined && (
              <>
                , from <a href={paths.lens(lens)}>a lens</a>
              </>
            )}
          </p>
        </div>
        <dl class={headerStyles.facts}>
          <div>
            <dt>Status</dt>
            <dd>{isOpen ? 'Open' : 'Closed'}</dd>
          </div>
          <div>
            <dt>Assigned to</dt>
            <dd>{assignee === undefined ? 'nobody' : assigneeWords(assignee, assignees)}</dd>
          </div>
          {members.length > 0 && (
            <div>
              <dt>Members</dt>
              <dd>{members.map((user) => assigneeWords(user, assignees)).join(', ')}</dd>
            </div>
          )}
        </dl>
      </header>
      <div class={styles.bar} role="group" aria-label="What can be done">
        <Button onClick={() => (isEditing.value = true)}>Edit…</Button>
        <Button busy={change.busy.value} onClick={setStatus}>
          {isOpen ? 'Close' : 'Open again'}
        </Button>
        <a class={styles.export} href={exportUrl(id, 'markdown')} download>
          Report
        </a>
        <a class={styles.export} href={exportUrl(id, 'json')} download>
          Export all facts
        </a>
        <span class={styles.end}>
          <SureButton
            word="Delete"
            question="Delete it with its notes?"
            busy={change.busy.value}
            onSure={remove}
          />
        </span>
      </div>
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
      {isEditing.value && (
        <EditDialog detail={detail} reload={reload} onClose={() => (isEditing.value = false)} />
      )}
    </>
  );
}

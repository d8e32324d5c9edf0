import type { LensDetail } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { refresh, useResource } from '../../data/resource.ts';
import { session } from '../../data/session.ts';
import { useKeys } from '../../keys/registry.ts';
import { LogText } from '../../parts/log-text.tsx';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import { lastQuery } from '../lenses/last-query.ts';
import { Actions, triageKeys } from '../triage/actions.tsx';
import { LifeChip } from '../triage/life-chip.tsx';
import { assigneeWords, lifeOf } from '../triage/life-words.ts';
import { PinButton } from '../investigations/pin-button.tsx';
import { Questions } from '../triage/questions.tsx';
import { useTriage } from '../triage/triage.ts';
import { UndoNote } from '../triage/undo-note.tsx';
import styles from './life-bar.module.css';
import { LinkedLenses } from './linked-lenses.tsx';

/** Where the lens stands, who has it, and what can be done with it. */
export function LifeBar({ detail }: { readonly detail: LensDetail }) {
  const { lens } = detail;
  const me = session.value.state === 'some' ? session.value.session.user.id : '';
  const query = lastQuery.value;
  const list = useResource(`lenses?${query}`, (signal) => api.lenses(query, signal));
  const assignees = list.data.value?.assignees ?? [];
  const triage = useTriage(() => {
    refresh(`lens/${lens.id}`);
    refresh(`history/${lens.id}`);
    refresh('lenses?');
  });
  const ids = [lens.id];
  useKeys(
    triageKeys(triage, me, () => ids),
    [lens.id],
  );
  const life = lifeOf(lens);
  return (
    <div class={styles.bar} role="group" aria-label="State of the lens">
      <LifeChip life={life} />
      <LinkedLenses detail={detail} />
      {life.snooze?.until !== undefined && (
        <span class={styles.quiet}>
          until <AbsoluteTimestamp at={life.snooze.until} />
        </span>
      )}
      {life.reopened !== undefined && (
        <span class={styles.why}>
          <LogText text={life.reopened} limit={200} />
        </span>
      )}
      <span class={styles.quiet}>
        {life.assignee === undefined ? 'unassigned' : assigneeWords(life.assignee, assignees)}
      </span>
      {life.tags.map((tag) => (
        <span key={tag} class={styles.tag}>
          #{tag}
        </span>
      ))}
      <span class={styles.actions}>
        <PinButton word="Investigate…" nodes={[]} lens={lens.id} name={lens.name} />
        <Actions triage={triage} ids={ids} me={me} status={life.status} />
      </span>
      <Questions triage={triage} assignees={assignees} tagsOf={() => life.tags} />
      <UndoNote triage={triage} />
    </div>
  );
}

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { InvestigationDetail } from '../../../../core/contract/investigations.ts';
import { refresh } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { investigations } from '../../investigations-client.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import styles from './investigation.module.css';

interface EditDialogProps {
  readonly detail: InvestigationDetail;
  readonly reload: () => Promise<void>;
  readonly onClose: () => void;
}

/** What it is called, who has it in hand, and who works on it. */
export function EditDialog({ detail, reload, onClose }: EditDialogProps) {
  const { investigation, assignees } = detail;
  const title = useSignal(investigation.title);
  const assignee = useSignal(investigation.assignee ?? '');
  const members = useSignal<readonly string[]>(
    investigation.members.filter((user) => assignees.some(({ id }) => id === user)),
  );
  const before = useMemo(
    () => ({ title: title.peek(), assignee: assignee.peek(), members: members.peek() }),
    [],
  );
  const change = useChange();
  const name = title.value.trim();
  const save = () =>
    void change.run(async () => {
      await investigations.change(investigation.id, {
        // What was not touched stays as others have it by now.
        title: name === before.title ? undefined : name,
        assignee: assignee.value === before.assignee ? undefined : assignee.value || null,
        members: members.value === before.members ? undefined : [...members.value],
      });
      refresh('investigations');
      await reload();
      onClose();
    });
  return (
    <Dialog
      title="Edit the investigation"
      action="Save"
      busy={change.busy.value}
      error={change.error.value}
      disabled={name === ''}
      onSubmit={save}
      onClose={onClose}
    >
      <Field
        label="What is it about?"
        name="title"
        type="text"
        value={title.value}
        autoComplete="off"
        maxLength={160}
        onInput={(text) => (title.value = text)}
      />
      <label class={styles.labelled}>
        <span>Assigned to</span>
        <select
          class={styles.select}
          value={assignee.value}
          onChange={(event) => (assignee.value = event.currentTarget.value)}
        >
          <option value="">Nobody</option>
          {assignees.map(({ id, email }) => (
            <option key={id} value={id}>
              {email}
            </option>
          ))}
        </select>
      </label>
      <fieldset class={styles.members}>
        <legend>Who works on it</legend>
        {assignees.map(({ id, email }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={members.value.includes(id)}
              onChange={(event) => {
                const others = members.peek().filter((user) => user !== id);
                members.value = event.currentTarget.checked ? [...others, id] : others;
              }}
            />
            {email}
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}

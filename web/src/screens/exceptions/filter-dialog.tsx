import { useSignal } from '@preact/signals';
import type { FilterPreview } from '../../../../core/contract/exceptions.ts';
import { api } from '../../api-client.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import { ENDS } from './exception-draft.ts';
import type { ExceptionEnd } from './exception-draft.ts';
import styles from './exceptions.module.css';
import { PreviewView } from './preview-view.tsx';

interface FilterDialogProps {
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

const DAY_MS = 86_400_000;

/** Imports a Sigma filter as exceptions; what they would do is shown before. */
export function FilterDialog({ onClose, onSaved }: FilterDialogProps) {
  const text = useSignal('');
  const ends = useSignal<ExceptionEnd>('month');
  const preview = useSignal<{ of: string; answer: FilterPreview } | undefined>(undefined);
  const change = useChange();
  const shown = preview.value?.of === text.value ? preview.value.answer : undefined;
  const look = () =>
    void change.run(async () => {
      const of = text.peek();
      preview.value = { of, answer: await api.previewFilter({ text: of }) };
    });
  const save = () =>
    void change.run(async () => {
      const days = ENDS.find(({ name }) => name === ends.value)?.days;
      const until = days === undefined ? {} : { until: Date.now() + days * DAY_MS };
      await api.importFilter({ text: text.value, ...until });
      onSaved();
      onClose();
    });
  return (
    <Dialog
      title="Import a Sigma filter"
      action="Make the exceptions"
      busy={change.busy.value}
      error={change.error.value}
      disabled={shown === undefined || shown.rules.length === 0}
      onSubmit={save}
      onClose={onClose}
    >
      <TextArea
        label="The filter, as YAML"
        name="filter-text"
        value={text.value}
        maxLength={20_000}
        rows={8}
        placeholder={
          'title: …\nlogsource: …\nfilter:\n  rules: [ID]\n  selection: …\n  condition: selection'
        }
        onInput={(value) => (text.value = value)}
      />
      <div class={styles.ends}>
        <Button busy={change.busy.value} disabled={text.value.trim() === ''} onClick={look}>
          See what it would do
        </Button>
        <span class={styles.label} id="filter-ends">
          It ends
        </span>
        <select
          aria-labelledby="filter-ends"
          class={styles.select}
          value={ends.value}
          onChange={(event) => (ends.value = event.currentTarget.value as ExceptionEnd)}
        >
          {ENDS.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </div>
      {shown !== undefined && shown.unknown.length > 0 && (
        <p class={styles.broken}>
          These rules are not here: <LogText text={shown.unknown.join(', ')} limit={400} />
        </p>
      )}
      {shown?.rules.map(({ analyzer, title, preview: of }) => (
        <div key={analyzer}>
          <p class={styles.label}>
            <LogText text={title} limit={160} />
          </p>
          <PreviewView preview={of} />
        </div>
      ))}
    </Dialog>
  );
}

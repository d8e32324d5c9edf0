import { useSignal } from '@preact/signals';
import type { Assignee, Verdict } from '../../../../core/contract/lens-life.ts';
import { Choices } from '../../parts/choices.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { counted } from '../../parts/plural.ts';
import { TextArea } from '../../parts/text-area.tsx';
import { VERDICT_CHOICES } from './life-words.ts';
import { OriginalSelect } from './original-select.tsx';
import { SNOOZES, snoozeOf } from './snoozes.ts';
import type { SnoozeName } from './snoozes.ts';
import type { Asked, Triage } from './triage.ts';

interface QuestionsProps {
  readonly triage: Triage;
  readonly assignees: readonly Assignee[];
  /** The tags of the lenses that are asked about. */
  readonly tagsOf: (ids: readonly string[]) => readonly string[];
}

/** The question that is open, if one is. */
export function Questions({ triage, assignees, tagsOf }: QuestionsProps) {
  const asked = triage.asked.value;
  switch (asked?.about) {
    case undefined:
      return null;
    case 'close':
      return <CloseDialog triage={triage} asked={asked as Asked} />;
    case 'snooze':
      return <SnoozeDialog triage={triage} asked={asked as Asked} />;
    case 'assign':
      return <AssignDialog triage={triage} asked={asked as Asked} assignees={assignees} />;
    case 'tag':
      return <TagDialog triage={triage} asked={asked as Asked} tags={tagsOf(asked?.ids ?? [])} />;
  }
}

interface QuestionProps {
  readonly triage: Triage;
  readonly asked: Asked;
}

/** What every question shares with its dialog. */
function framed({ triage }: QuestionProps) {
  return {
    busy: triage.busy.value,
    error: triage.error.value,
    onClose: () => {
      triage.asked.value = undefined;
      triage.error.value = undefined;
    },
  };
}

function CloseDialog(props: QuestionProps) {
  const { triage, asked } = props;
  const verdict = useSignal<Verdict | undefined>(undefined);
  const comment = useSignal('');
  const original = useSignal('');
  const isDuplicate = verdict.value === 'duplicate';
  const close = () => {
    if (verdict.value === undefined) return;
    const of = isDuplicate && original.value !== '' ? { of: original.value } : {};
    const change = { do: 'close', verdict: verdict.value, ...of } as const;
    void triage.change(asked.ids, change, comment.value.trim() || undefined);
  };
  return (
    <Dialog
      title={`Close ${counted(asked.ids.length, 'lens')}`}
      action="Close"
      disabled={verdict.value === undefined}
      onSubmit={close}
      {...framed(props)}
    >
      <Choices
        legend="What was it?"
        name="verdict"
        choices={VERDICT_CHOICES}
        chosen={verdict.value}
        onChoose={(name) => (verdict.value = name)}
      />
      {isDuplicate && (
        <OriginalSelect
          ids={asked.ids}
          chosen={original.value}
          onChoose={(id) => (original.value = id)}
        />
      )}
      <TextArea
        label="Comment"
        name="comment"
        value={comment.value}
        maxLength={4000}
        placeholder="What you found, for whoever comes next (optional)"
        onInput={(text) => (comment.value = text)}
      />
    </Dialog>
  );
}

function SnoozeDialog(props: QuestionProps) {
  const { triage, asked } = props;
  const chosen = useSignal<SnoozeName>('day');
  const rise = useSignal('25');
  const snooze = () => {
    const change = snoozeOf(chosen.value, Number(rise.value), Date.now());
    void triage.change(asked.ids, change);
  };
  return (
    <Dialog
      title={`Snooze ${counted(asked.ids.length, 'lens')}`}
      action="Snooze"
      onSubmit={snooze}
      {...framed(props)}
    >
      <Choices
        legend="Out of sight"
        name="snooze"
        choices={SNOOZES}
        chosen={chosen.value}
        onChoose={(name) => (chosen.value = name)}
      />
      <Field
        label="and until its score grows by"
        name="rise"
        type="text"
        value={rise.value}
        autoComplete="off"
        maxLength={6}
        {...(isRise(rise.value) ? {} : { error: 'A number from 1 up' })}
        hint="Whichever comes first. A new analyzer brings it back always."
        onInput={(text) => (rise.value = text)}
      />
    </Dialog>
  );
}

function isRise(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 1_000_000;
}

interface AssignProps extends QuestionProps {
  readonly assignees: readonly Assignee[];
}

function AssignDialog(props: AssignProps) {
  const { triage, asked, assignees } = props;
  const chosen = useSignal('');
  const choices = [
    { name: '', title: 'Nobody' },
    ...assignees.map(({ id, email }) => ({ name: id, title: email })),
  ];
  return (
    <Dialog
      title={`Assign ${counted(asked.ids.length, 'lens')}`}
      action="Assign"
      onSubmit={() =>
        void triage.change(asked.ids, { do: 'assign', assignee: chosen.value || null })
      }
      {...framed(props)}
    >
      <Choices
        legend="To whom?"
        name="assignee"
        choices={choices}
        chosen={chosen.value}
        onChoose={(name) => (chosen.value = name)}
      />
    </Dialog>
  );
}

interface TagProps extends QuestionProps {
  readonly tags: readonly string[];
}

/** Tags as words between commas; those that were there and are not any more are removed. */
function TagDialog(props: TagProps) {
  const { triage, asked, tags } = props;
  const text = useSignal(tags.join(', '));
  const save = () => {
    const wanted = text.value
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean);
    const add = wanted.filter((tag) => !tags.includes(tag));
    const remove = tags.filter((tag) => !wanted.includes(tag));
    void triage.change(asked.ids, { do: 'tag', add, remove });
  };
  return (
    <Dialog
      title={`Tag ${counted(asked.ids.length, 'lens')}`}
      action="Save tags"
      onSubmit={save}
      {...framed(props)}
    >
      <Field
        label="Tags"
        name="tags"
        type="text"
        value={text.value}
        required={false}
        autoComplete="off"
        maxLength={400}
        hint="Between commas"
        onInput={(value) => (text.value = value)}
      />
    </Dialog>
  );
}

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type {
  AssetGroup,
  AssetGroupPreview,
  Criticality,
} from '../../../../core/contract/asset-groups.ts';
import { assetGroups } from '../../asset-groups-client.ts';
import { useChange } from '../../data/use-change.ts';
import { Choices } from '../../parts/choices.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { TextArea } from '../../parts/text-area.tsx';
import styles from '../exceptions/exceptions.module.css';

interface GroupDialogProps {
  /** The group that is changed; undefined for a new one. */
  readonly group: AssetGroup | undefined;
  readonly onSaved: () => Promise<void>;
  readonly onClose: () => void;
}

/** Which assets match is asked for when typing pauses. */
const TYPING_MS = 400;

/** So many matching assets are named. */
const MAX_NAMED = 30;

const CRITICALITY_CHOICES: readonly {
  readonly name: Criticality;
  readonly title: string;
  readonly hint: string;
}[] = [
  { name: 'critical', title: 'Critical', hint: 'Scores count 50 % more.' },
  { name: 'high', title: 'High', hint: 'Scores count 25 % more.' },
  { name: 'normal', title: 'Normal', hint: 'Scores stay as they are.' },
  { name: 'low', title: 'Low', hint: 'Scores count 25 % less.' },
];

/** Makes a group of assets, or changes one; which assets match is shown before. */
export function GroupDialog({ group, onSaved, onClose }: GroupDialogProps) {
  const name = useSignal(group?.name ?? '');
  const text = useSignal(group?.assets.join('\n') ?? '');
  const criticality = useSignal<Criticality>(group?.criticality ?? 'normal');
  const preview = useSignal<AssetGroupPreview | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  const change = useChange();
  const assets = linesOf(text.value);
  const asked = assets.join('\n');
  useEffect(() => {
    preview.value = undefined;
    failure.value = undefined;
    if (asked === '') return undefined;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      try {
        preview.value = await assetGroups.preview(asked.split('\n'), controller.signal);
      } catch (error) {
        if (!controller.signal.aborted) failure.value = error;
      }
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked]);
  const save = () =>
    void change.run(async () => {
      const body = { name: name.value.trim(), assets, criticality: criticality.value };
      if (group === undefined) await assetGroups.add(body);
      else await assetGroups.change(group.id, body);
      await onSaved();
      onClose();
    });
  return (
    <Dialog
      title={group === undefined ? 'New group of assets' : 'Change the group'}
      action="Save"
      busy={change.busy.value}
      error={change.error.value}
      disabled={name.value.trim() === '' || assets.length === 0}
      onSubmit={save}
      onClose={onClose}
    >
      <Field
        label="Name"
        name="group-name"
        type="text"
        value={name.value}
        autoComplete="off"
        maxLength={80}
        onInput={(value) => (name.value = value)}
      />
      <TextArea
        label="Assets, one a line (* stands for any text)"
        name="group-assets"
        value={text.value}
        maxLength={50_000}
        rows={4}
        placeholder={'DC-*\nSRV-FILES-02'}
        onInput={(value) => (text.value = value)}
      />
      <Choices
        legend="How much do they matter?"
        name="criticality"
        choices={CRITICALITY_CHOICES}
        chosen={criticality.value}
        onChoose={(value) => (criticality.value = value)}
      />
      {failure.value !== undefined && (
        <ErrorNote error={failure.value} title="There is no preview" />
      )}
      {asked !== '' && failure.value === undefined && (
        <section class={styles.preview} aria-label="Which assets match">
          <p role="status">{wordsOf(preview.value)}</p>
          {preview.value !== undefined && preview.value.matching.length > 0 && (
            <p class={styles.examples}>
              <LogText text={preview.value.matching.slice(0, MAX_NAMED).join(', ')} limit={600} />
            </p>
          )}
        </section>
      )}
    </Dialog>
  );
}

function wordsOf(preview: AssetGroupPreview | undefined): string {
  if (preview === undefined) return 'Seeing which assets match …';
  const { matches, assets, isMore } = preview;
  const of = isMore ? `the first ${assets} known assets` : `${assets} known assets`;
  return `${matches} of ${of} match.`;
}

function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}

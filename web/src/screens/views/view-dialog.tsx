import { useSignal } from '@preact/signals';
import type { SavedView, SavedViewRequest } from '../../../../core/contract/saved-views.ts';
import { isAtLeast } from '../../../../core/contract/roles.ts';
import { session } from '../../data/session.ts';
import { useChange } from '../../data/use-change.ts';
import { Choices } from '../../parts/choices.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { savedViews } from '../../saved-views-client.ts';
import { SureButton } from '../settings/sure-button.tsx';
import settingsStyles from '../settings/settings.module.css';

export interface ViewDialogProps {
  readonly title: string;
  /** What is proposed as its name. */
  readonly name?: string;
  readonly hint: string;
  /** What the screen shows, under a name. */
  readonly viewOf: (name: string, isShared: boolean) => SavedViewRequest;
  /** The views of the screen that there are. */
  readonly views: readonly SavedView[];
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** Saves what a screen shows under a name; below, the views there are can be removed. */
export function ViewDialog(props: ViewDialogProps) {
  const { viewOf, views, onChanged, onClose } = props;
  const name = useSignal(props.name ?? '');
  const audience = useSignal<'me' | 'all'>('me');
  const change = useChange();
  const known = session.value;
  const mayShare = known.state === 'some' && isAtLeast(known.session.role, 'analyst');
  const own = views.filter(({ isShared }) => mayShare || !isShared);
  return (
    <Dialog
      title={props.title}
      action="Save"
      busy={change.busy.value}
      error={change.error.value}
      disabled={name.value.trim() === ''}
      onSubmit={() =>
        void change.run(async () => {
          const isShared = audience.value === 'all';
          await savedViews.save(viewOf(name.value.trim(), isShared));
          onChanged();
          onClose();
        })
      }
      onClose={onClose}
    >
      <Field
        label="Name"
        name="view-name"
        type="text"
        value={name.value}
        autoComplete="off"
        maxLength={60}
        hint={props.hint}
        onInput={(text) => (name.value = text)}
      />
      {mayShare && (
        <Choices
          legend="For whom?"
          name="audience"
          choices={[
            { name: 'me', title: 'For me' },
            { name: 'all', title: 'For everybody in the organisation' },
          ]}
          chosen={audience.value}
          onChoose={(chosen) => (audience.value = chosen)}
        />
      )}
      {own.length > 0 && (
        <ul class={settingsStyles.rows} aria-label="Saved views">
          {own.map((view) => (
            <li key={view.id} class={settingsStyles.row}>
              <span class={settingsStyles.what}>
                <span class={settingsStyles.name}>
                  {view.name}
                  {view.isShared && <span class={settingsStyles.tag}>everybody</span>}
                </span>
              </span>
              <SureButton
                word="Remove"
                question="Remove it?"
                busy={change.busy.value}
                onSure={() =>
                  void change.run(async () => {
                    await savedViews.remove(view.id);
                    onChanged();
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

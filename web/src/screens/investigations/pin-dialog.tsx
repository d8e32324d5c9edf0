import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { refresh, useResource } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { investigations } from '../../investigations-client.ts';
import { Choices } from '../../parts/choices.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { paths } from '../../routes.ts';

/** What is taken into an investigation. */
export interface PinDialogProps {
  readonly nodes: readonly string[];
  /** A lens, of which the nodes of its hits are taken in. */
  readonly lens?: string | undefined;
  /** What a new investigation might be called. */
  readonly name: string;
  readonly onClose: () => void;
}

/** The choice of a new investigation; ids of others are longer. */
const NEW = 'new';

/** Asks into which investigation nodes are to be pinned: one that is worked on, or a new one. */
export function PinDialog({ nodes, lens, name, onClose }: PinDialogProps) {
  const { route } = useLocation();
  const list = useResource('investigations', investigations.list);
  const chosen = useSignal(NEW);
  const title = useSignal(visibleText(name, 120));
  const change = useChange();
  const open = (list.data.value?.investigations ?? []).filter(({ status }) => status === 'open');
  const isNew = lens !== undefined || chosen.value === NEW;
  const save = () =>
    void change.run(async () => {
      if (isNew) {
        const body = { title: title.value.trim(), nodes: [...nodes] };
        const made = await investigations.make(lens === undefined ? body : { ...body, lens });
        refresh('investigations');
        route(paths.investigation(made.id));
        return;
      }
      await investigations.pin(chosen.value, nodes);
      refresh('investigations');
      refresh(`investigation/${chosen.value}`);
      onClose();
    });
  return (
    <Dialog
      title={lens === undefined ? 'Pin to an investigation' : 'Investigate the lens'}
      action={isNew ? 'Begin' : 'Pin'}
      busy={change.busy.value}
      error={change.error.value}
      disabled={isNew && title.value.trim() === ''}
      onSubmit={save}
      onClose={onClose}
    >
      {lens === undefined && open.length > 0 && (
        <Choices
          legend="Which one?"
          name="investigation"
          choices={[
            { name: NEW, title: 'A new one' },
            ...open.map(({ id, title: of }) => ({ name: id, title: visibleText(of, 80) })),
          ]}
          chosen={chosen.value}
          onChoose={(id) => (chosen.value = id)}
        />
      )}
      {list.error.value !== undefined && (
        <ErrorNote error={list.error.value} title="The investigations could not be loaded" />
      )}
      {isNew && (
        <Field
          label="What is it about?"
          name="title"
          type="text"
          value={title.value}
          autoComplete="off"
          maxLength={160}
          onInput={(text) => (title.value = text)}
        />
      )}
    </Dialog>
  );
}

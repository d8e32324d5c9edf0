import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { savedViews } from '../../saved-views-client.ts';
import styles from './filter-bar.module.css';
import { EVERYTHING } from './lens-query.ts';
import type { ListQuery } from './lens-query.ts';
import type { ViewDialogProps } from '../views/view-dialog.tsx';

interface SavedViewsProps {
  readonly query: ListQuery;
  readonly onChoose: (query: ListQuery) => void;
}

/** The saved views of the list, and the way to save this one. */
export function SavedViews({ query, onChoose }: SavedViewsProps) {
  const list = useResource('views', savedViews.list);
  const dialog = useSignal<{ readonly show: ComponentType<ViewDialogProps> } | undefined>(
    undefined,
  );
  const failure = useSignal<unknown>(undefined);
  const views = (list.data.value?.views ?? []).filter((view) => view.screen === 'lenses');
  const text = JSON.stringify({ ...EVERYTHING, ...query });
  const shown = views.find((view) => JSON.stringify({ ...EVERYTHING, ...view.query }) === text);
  const open = async () => {
    failure.value = undefined;
    try {
      const { ViewDialog: show } = await import('../views/view-dialog.tsx');
      dialog.value = { show };
    } catch (error) {
      failure.value = error;
    }
  };
  const Show = dialog.value?.show;
  return (
    <>
      {views.length > 0 && (
        <select
          class={styles.select}
          aria-label="Saved view"
          value={shown?.id ?? ''}
          data-set={shown === undefined ? undefined : ''}
          onChange={(event) => {
            const chosen = views.find(({ id }) => id === event.currentTarget.value);
            onChoose({ ...EVERYTHING, ...chosen?.query });
          }}
        >
          <option value="">{shown === undefined ? 'Views' : 'No view'}</option>
          {views.map(({ id, name, isShared }) => (
            <option key={id} value={id}>
              {isShared ? `${name} (everybody)` : name}
            </option>
          ))}
        </select>
      )}
      <Button kind="quiet" onClick={() => void open()}>
        Save view…
      </Button>
      {failure.value !== undefined && <ErrorNote error={failure.value} title="That did not open" />}
      {Show !== undefined && (
        <Show
          title="Save this view"
          hint="The list, its filters and order; a name that is there is written over"
          viewOf={(name, isShared) => ({ name, isShared, screen: 'lenses', query })}
          views={views}
          onChanged={() => void list.reload()}
          onClose={() => (dialog.value = undefined)}
        />
      )}
    </>
  );
}

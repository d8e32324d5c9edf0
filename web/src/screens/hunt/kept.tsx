import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { savedViews } from '../../saved-views-client.ts';
import type { ViewDialogProps } from '../views/view-dialog.tsx';
import styles from './hunt-views.module.css';
import { isSame, moveLocalHunts, nameOf } from './kept-hunts.ts';
import type { Hunt } from './kept-hunts.ts';

function useKept() {
  const list = useResource('views', savedViews.list);
  return { list, hunts: list.data.value?.views.filter((view) => view.screen === 'hunt') };
}

/** The hunts that are kept: the member's own, and everybody's. */
export function KeptHunts({ onChoose }: { readonly onChoose: (hunt: Hunt) => void }) {
  const { list, hunts } = useKept();
  const failure = useSignal<unknown>(undefined);
  const move = async () => {
    failure.value = undefined;
    try {
      if ((await moveLocalHunts()) > 0) await list.reload();
    } catch (error) {
      failure.value = error;
    }
  };
  useEffect(() => void move(), []);
  return (
    <>
      {list.error.value !== undefined && (
        <ErrorNote
          error={list.error.value}
          title="The kept hunts could not be loaded"
          onRetry={() => void list.reload()}
        />
      )}
      {failure.value !== undefined && (
        <ErrorNote
          error={failure.value}
          title="Hunts that this browser kept could not be moved to your account"
          onRetry={() => void move()}
        />
      )}
      {hunts !== undefined && hunts.length > 0 && (
        <div class={styles.kept} role="group" aria-label="Kept hunts">
          Kept:
          {hunts.map(({ id, name, isShared, query }) => (
            <Button key={id} onClick={() => onChoose(query)}>
              {visibleText(name, 60)}
              {isShared && <span class={styles.shared}>everybody</span>}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

/** Keeps a hunt, or shows those that are kept. */
export function KeepButton({ hunt }: { readonly hunt: Hunt }) {
  const { list, hunts = [] } = useKept();
  const dialog = useSignal<{ readonly show: ComponentType<ViewDialogProps> } | undefined>(
    undefined,
  );
  const failure = useSignal<unknown>(undefined);
  const open = async () => {
    failure.value = undefined;
    try {
      const { ViewDialog: show } = await import('../views/view-dialog.tsx');
      dialog.value = { show };
    } catch (error) {
      failure.value = error;
    }
  };
  const kept = hunts.find(({ query }) => isSame(query, hunt));
  const Show = dialog.value?.show;
  return (
    <>
      <Button onClick={() => void open()}>
        {kept === undefined ? 'Keep this hunt…' : 'Kept…'}
      </Button>
      {failure.value !== undefined && <ErrorNote error={failure.value} title="That did not open" />}
      {Show !== undefined && (
        <Show
          title="Keep this hunt"
          name={kept?.name ?? nameOf(hunt)}
          hint="What is looked for, and where; a name that is there is written over"
          viewOf={(name, isShared) => ({ name, isShared, screen: 'hunt', query: hunt })}
          views={hunts}
          onChanged={() => void list.reload()}
          onClose={() => (dialog.value = undefined)}
        />
      )}
    </>
  );
}

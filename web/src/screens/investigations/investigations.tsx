import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';
import type { Assignee } from '../../../../core/contract/lens-life.ts';
import type { InvestigationSummary } from '../../../../core/contract/investigations.ts';
import { onLive } from '../../data/live.ts';
import { useResource } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { investigations } from '../../investigations-client.ts';
import { moveFocus } from '../../keys/move-focus.ts';
import { useKeys } from '../../keys/registry.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { assigneeWords } from '../triage/life-words.ts';
import styles from './investigations.module.css';

/** Every investigation of the tenant, those that are worked on first. */
export function Investigations() {
  const list = useResource('investigations', investigations.list);
  const isMaking = useSignal(false);
  const rows = useRef<HTMLUListElement>(null);
  useEffect(
    () =>
      onLive(({ type }) => {
        if (type === 'investigation' || type === 'missed') void list.reload();
      }),
    [list],
  );
  useKeys(
    [
      {
        keys: 'j',
        what: 'Next investigation',
        group: 'Investigations',
        run: () => moveFocus(rows.current, 1, 'a'),
      },
      {
        keys: 'k',
        what: 'Previous investigation',
        group: 'Investigations',
        run: () => moveFocus(rows.current, -1, 'a'),
      },
      {
        keys: 'c',
        what: 'New investigation',
        group: 'Investigations',
        run: () => (isMaking.value = true),
      },
    ],
    [],
  );
  const found = list.data.value?.investigations;
  return (
    <>
      <ScreenTitle title="Investigations" count={found?.length}>
        <Button kind="primary" icon="plus" onClick={() => (isMaking.value = true)}>
          New investigation
        </Button>
      </ScreenTitle>
      <div class={styles.page}>
        {list.error.value !== undefined && (
          <ErrorNote
            error={list.error.value}
            title="The investigations could not be loaded"
            onRetry={() => void list.reload()}
          />
        )}
        {found === undefined && list.error.value === undefined && (
          <Skeleton rows={4} rowHeight={60} label="Loading the investigations" />
        )}
        {found?.length === 0 && (
          <EmptyState title="Nothing is being investigated">
            <p>
              An investigation is a lens of your own: pin nodes from lenses, from hunting, from
              anywhere, and write down what they mean. What it holds outlives retention.
            </p>
          </EmptyState>
        )}
        {found !== undefined && found.length > 0 && (
          <ul class={styles.list} aria-label="Investigations" ref={rows}>
            {found.map((one) => (
              <Row key={one.id} one={one} assignees={list.data.value?.assignees ?? []} />
            ))}
          </ul>
        )}
      </div>
      {isMaking.value && <NewInvestigation onClose={() => (isMaking.value = false)} />}
    </>
  );
}

interface RowProps {
  readonly one: InvestigationSummary;
  readonly assignees: readonly Assignee[];
}

function Row({ one, assignees }: RowProps) {
  return (
    <li class={styles.row} data-status={one.status}>
      <span class={styles.what}>
        <a class={styles.link} href={paths.investigation(one.id)}>
          <LogText text={one.title} limit={160} />
        </a>
        <span class={styles.quiet}>
          {counted(one.nodes, 'node')} · begun by {one.createdBy}
        </span>
      </span>
      <span class={styles.status}>{one.status === 'open' ? 'Open' : 'Closed'}</span>
      <span class={styles.who}>
        {one.assignee === undefined ? 'unassigned' : assigneeWords(one.assignee, assignees)}
      </span>
      <span class={styles.when}>
        <RelativeTimestamp at={one.updatedAt} />
      </span>
    </li>
  );
}

function NewInvestigation({ onClose }: { readonly onClose: () => void }) {
  const { route } = useLocation();
  const title = useSignal('');
  const change = useChange();
  return (
    <Dialog
      title="New investigation"
      action="Begin"
      busy={change.busy.value}
      error={change.error.value}
      disabled={title.value.trim() === ''}
      onSubmit={() =>
        void change.run(async () => {
          const { id } = await investigations.make({ title: title.value.trim() });
          route(paths.investigation(id));
        })
      }
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
    </Dialog>
  );
}

import { useSignal } from '@preact/signals';
import type { ExceptionList } from '../../../../core/contract/exceptions.ts';
import { api } from '../../api-client.ts';
import { assetGroups } from '../../asset-groups-client.ts';
import { now } from '../../data/clock.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import styles from './exceptions.module.css';
import { FilterDialog } from './filter-dialog.tsx';

/** Every exception of the tenant, with when it ends and what it keeps out. */
export function Exceptions() {
  const exceptions = useResource('exceptions', api.exceptions);
  const error = useSignal<unknown>(undefined);
  const removing = useSignal('');
  const isImporting = useSignal(false);
  const remove = async (id: string) => {
    removing.value = id;
    error.value = undefined;
    try {
      await api.removeException(id);
      await exceptions.reload();
    } catch (failure) {
      error.value = failure;
    }
    removing.value = '';
  };
  const list = exceptions.data.value;
  return (
    <>
      <ScreenTitle title="Exceptions" count={list?.length}>
        <Button onClick={() => (isImporting.value = true)}>Import a Sigma filter…</Button>
      </ScreenTitle>
      <div class={styles.page}>
        {exceptions.error.value !== undefined && (
          <ErrorNote
            error={exceptions.error.value}
            title="The exceptions could not be loaded"
            onRetry={() => void exceptions.reload()}
          />
        )}
        {error.value !== undefined && (
          <ErrorNote error={error.value} title="The exception was not removed" />
        )}
        {list === undefined && exceptions.error.value === undefined && (
          <Skeleton rows={3} rowHeight={64} label="Loading the exceptions" />
        )}
        {list?.length === 0 && (
          <EmptyState title="Every hit counts">
            <p>
              An exception keeps hits out that are known to be harmless. Make one from a row of a
              lens’s risk.
            </p>
            <a href={paths.lenses}>See the lenses</a>
          </EmptyState>
        )}
        {list !== undefined && list.length > 0 && (
          <ul class={styles.list} aria-label="Exceptions">
            {list.map((exception) => (
              <Item
                key={exception.id}
                exception={exception}
                busy={removing.value === exception.id}
                onRemove={() => void remove(exception.id)}
              />
            ))}
          </ul>
        )}
      </div>
      {isImporting.value && (
        <FilterDialog
          onSaved={() => void exceptions.reload()}
          onClose={() => (isImporting.value = false)}
        />
      )}
    </>
  );
}

interface ItemProps {
  readonly exception: ExceptionList['exceptions'][number];
  readonly busy: boolean;
  readonly onRemove: () => void;
}

function Item({ exception, busy, onRemove }: ItemProps) {
  const { title, lens, group, where, nodes = {}, ancestor = {}, filter, until } = exception;
  const { reason, by, at, hits } = exception;
  const groups = useResource('asset-groups', assetGroups.list).data.value?.groups ?? [];
  const conditions = [
    ...Object.entries(where),
    ...Object.entries(nodes).flatMap(([node, fields]) =>
      Object.entries(fields).map(([field, value]) => [`${node}.${field}`, value] as const),
    ),
    ...Object.entries(ancestor).map(([field, value]) => [`ancestor ${field}`, value] as const),
  ];
  const isEnded = until !== undefined && until <= now.value;
  return (
    <li class={styles.item} data-ended={isEnded ? '' : undefined}>
      <span class={styles.what}>
        <strong>
          <LogText text={title} limit={160} />
        </strong>
        <span>
          <LogText text={reason} limit={500} />
        </span>
        <span class={styles.code}>
          {lens !== undefined && <LogText text={`lens: ${lens}`} limit={220} />}
          {group !== undefined && (
            <div>group: {groups.find(({ id }) => id === group)?.name ?? 'one that is gone'}</div>
          )}
          {filter !== undefined && (
            <details>
              <summary>Sigma filter</summary>
              <LogText text={filter} lines="many" limit={4000} />
            </details>
          )}
          {conditions.map(([field, value]) => (
            <div key={field}>
              <LogText text={`${field}: ${[value].flat().join(', ')}`} limit={300} />
            </div>
          ))}
        </span>
        <span class={styles.facts}>
          {by}, <RelativeTimestamp at={at} />
          {' · '}
          {until === undefined ? (
            'never ends'
          ) : (
            <>
              {isEnded ? 'ended ' : 'ends '}
              <RelativeTimestamp at={until} />
            </>
          )}
          {' · '}
          {counted(hits, 'hit')} kept out
        </span>
      </span>
      <Button busy={busy} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api } from '../../api-client.ts';
import { onLive } from '../../data/live.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { useResource } from '../../data/resource.ts';
import { moveFocus } from '../../keys/move-focus.ts';
import { useKeys } from '../../keys/registry.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { arrange, changedSince, filterLenses, inOrder, update } from './lens-order.ts';
import type { LensOrder } from './lens-order.ts';
import { LensRow } from './lens-row.tsx';
import styles from './lens-list.module.css';
import { NoLenses } from './no-lenses.tsx';

/** All lenses of the tenant, as the work to be done. */
export function LensList() {
  const lenses = useResource('lenses', api.lenses);
  const known = useSignal<LensOrder | undefined>(undefined);
  const filter = useQuerySignal('q');
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useSignalEffect(() => {
    const answer = lenses.data.value;
    if (answer === undefined) return;
    const before = known.peek();
    known.value = before === undefined ? arrange(answer) : update(before, answer);
  });
  useEffect(
    () =>
      onLive((event) => {
        if (event.type === 'missed') void lenses.reload();
        const before = known.peek();
        if (event.type === 'lens' && before !== undefined) {
          known.value = update(before, [event.lens]);
        }
      }),
    [lenses],
  );
  const shown = useComputed(() =>
    known.value === undefined ? undefined : filterLenses(inOrder(known.value), filter.value),
  );
  const changed = useComputed(() => (known.value === undefined ? 0 : changedSince(known.value)));
  const showChanges = () => {
    if (known.value !== undefined) known.value = arrange(known.value.latest.values());
  };
  const moveBy = (step: number) => moveFocus(list.current, step);
  useKeys(
    [
      { keys: 'j', what: 'Next lens', group: 'Lenses', run: () => moveBy(1) },
      { keys: 'k', what: 'Previous lens', group: 'Lenses', run: () => moveBy(-1) },
      { keys: '/', what: 'Filter', group: 'Lenses', run: () => input.current?.select() },
      { keys: '.', what: 'Show what changed', group: 'Lenses', run: showChanges },
    ],
    [],
  );

  const total = known.value?.order.length;
  return (
    <>
      <ScreenTitle title="Lenses" count={total}>
        <FilterBox
          input={input}
          label="Filter the lenses"
          value={filter.value}
          onInput={(value) => (filter.value = value)}
          onLeave={() => moveBy(1)}
        />
      </ScreenTitle>
      <div class={styles.page}>
        {lenses.error.value !== undefined && (
          <ErrorNote
            error={lenses.error.value}
            title="The lenses could not be loaded"
            onRetry={() => void lenses.reload()}
          />
        )}
        {changed.value > 0 && (
          <button class={styles.pill} type="button" onClick={showChanges}>
            {changed.value === 1 ? '1 lens changed' : `${changed.value} lenses changed`} — show
          </button>
        )}
        {shown.value === undefined && lenses.error.value === undefined && (
          <Skeleton rows={8} rowHeight={57} label="Loading the lenses" />
        )}
        {total === 0 && changed.value === 0 && <NoLenses />}
        {shown.value !== undefined && total !== undefined && total > 0 && (
          <>
            <div class={styles.table} role="table" aria-label="Lenses" aria-rowcount={total + 1}>
              <div role="rowgroup">
                <div class={styles.head} role="row">
                  <span role="columnheader" aria-sort="descending">
                    Risk
                  </span>
                  <span role="columnheader">Lens</span>
                  <span role="columnheader">Analyzers</span>
                  <span role="columnheader">ATT&CK</span>
                  <span role="columnheader">Last activity</span>
                </div>
              </div>
              <div role="rowgroup" ref={list}>
                {shown.value.map((lens) => (
                  <LensRow key={lens.id} lens={lens} />
                ))}
              </div>
            </div>
            {shown.value.length === 0 && (
              <EmptyState title="No lens matches the filter">
                <p>All words must be found, in any column.</p>
                <Button onClick={() => (filter.value = '')}>Clear the filter</Button>
              </EmptyState>
            )}
          </>
        )}
      </div>
    </>
  );
}

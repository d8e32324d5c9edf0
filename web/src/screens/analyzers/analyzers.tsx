import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RuleState } from '../../../../core/contract/rules.ts';
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
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { VIEWS, countViews, isView, itemsOf, narrow } from './analyzer-items.ts';
import type { AnalyzerItem, AnalyzerView } from './analyzer-items.ts';
import { AnalyzerEditor } from './analyzer-editor.tsx';
import { AnalyzerPanel } from './analyzer-panel.tsx';
import { AnalyzerRow } from './analyzer-row.tsx';
import styles from './analyzers.module.css';
import { CorrelationNote } from './correlation-note.tsx';
import { IndicatorsDialog } from './indicators-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { Packs } from './packs.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { ValueListsDialog } from './value-lists-dialog.tsx';

/** Rows that are drawn at first, and with each press more: thousands would keep the page busy. */
const ROWS_PER_STEP = 150;

const VIEW_WORDS: Readonly<Record<AnalyzerView, string>> = {
  all: 'All',
  hitting: 'Hitting',
  on: 'On',
  shadow: 'Shadow',
  off: 'Off',
  'built in': 'Built in',
  own: 'Your own',
};

/** Everything that detects, or the one of it that is being written. */
export function Analyzers() {
  const edited = useQuerySignal('edit');
  const [kind = '', id = ''] = edited.value.split(' ');
  if (kind === 'rule') {
    return <RuleEditor key={edited.value} id={id} onMove={(place) => (edited.value = place)} />;
  }
  if (edited.value === '') return <AnalyzerTable onEdit={(place) => (edited.value = place)} />;
  return (
    <AnalyzerEditor
      key={edited.value}
      place={edited.value}
      onMove={(place) => (edited.value = place)}
    />
  );
}

interface AnalyzerTableProps {
  /** Opens the editor at a place of it. */
  readonly onEdit: (place: string) => void;
}

/** What is on, what it hits, and the way to bring rules in. */
function AnalyzerTable({ onEdit }: AnalyzerTableProps) {
  const list = useResource('rules', api.rules);
  const filter = useQuerySignal('q');
  const viewName = useQuerySignal('view', 'all');
  const chosen = useQuerySignal('analyzer');
  const shownRows = useSignal(ROWS_PER_STEP);
  const isImporting = useSignal(false);
  const isListing = useSignal(false);
  const isNaming = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const rows = useRef<HTMLDivElement>(null);

  useEffect(() => onLive((event) => void (event.type === 'upload' && list.reload())), [list]);
  const items = useComputed(() => (list.data.value && itemsOf(list.data.value)) ?? []);
  const view = isView(viewName.value) ? viewName.value : 'all';
  const found = narrow(items.value, view, filter.value);
  const counts = useComputed(() => countViews(items.value));
  const item = items.value.find(({ id }) => id === chosen.value);

  const moveBy = (step: number) => moveFocus(rows.current, step, 'button[aria-expanded]');
  const choose = (id: string) => (chosen.value = chosen.value === id ? '' : id);
  const setState = async (target: AnalyzerItem, state: RuleState | null) => {
    try {
      if (target.kind === 'rule') await api.setRules({ ids: [target.id], state });
      else await api.setAnalyzers({ ids: [target.id], state: state ?? 'on' });
      error.value = undefined;
    } catch (failure) {
      error.value = failure;
    }
    await list.reload();
  };
  useKeys(
    [
      { keys: 'j', what: 'Next analyzer', group: 'Analyzers', run: () => moveBy(1) },
      { keys: 'k', what: 'Previous analyzer', group: 'Analyzers', run: () => moveBy(-1) },
      { keys: '/', what: 'Filter', group: 'Analyzers', run: () => input.current?.select() },
      {
        keys: 'i',
        what: 'Import rules',
        group: 'Analyzers',
        run: () => (isImporting.value = true),
      },
      { keys: 'l', what: 'Indicators', group: 'Analyzers', run: () => (isListing.value = true) },
      { keys: 'n', what: 'New analyzer', group: 'Analyzers', run: () => onEdit('new') },
      { keys: 'r', what: 'New Sigma rule', group: 'Analyzers', run: () => onEdit('rule') },
      { keys: 'v', what: 'Value lists', group: 'Analyzers', run: () => (isNaming.value = true) },
      { keys: 'Escape', what: 'Close', group: 'Analyzers', run: () => (chosen.value = '') },
    ],
    [],
  );

  const isLoaded = list.data.value !== undefined;
  const packs = list.data.value?.packs ?? [];
  return (
    <>
      <ScreenTitle title="Analyzers" count={isLoaded ? items.value.length : undefined}>
        <FilterBox
          input={input}
          label="Filter the analyzers"
          value={filter.value}
          onInput={(value) => {
            filter.value = value;
            shownRows.value = ROWS_PER_STEP;
          }}
          onLeave={() => moveBy(1)}
        />
        <Button onClick={() => (isListing.value = true)}>Indicators</Button>
        <Button onClick={() => (isNaming.value = true)}>Value lists</Button>
        <a class={styles.exceptions} href={paths.exceptions}>
          Exceptions
        </a>
        <Button icon="plus" onClick={() => onEdit('new')}>
          New analyzer
        </Button>
        <Button icon="plus" onClick={() => onEdit('rule')}>
          New rule
        </Button>
        <Button icon="plus" kind="primary" onClick={() => (isImporting.value = true)}>
          Import rules
        </Button>
      </ScreenTitle>
      <div class={styles.page} data-split={item === undefined ? undefined : ''}>
        <div class={styles.main}>
          {list.error.value !== undefined && (
            <ErrorNote
              error={list.error.value}
              title="The analyzers could not be loaded"
              onRetry={() => void list.reload()}
            />
          )}
          {error.value !== undefined && (
            <ErrorNote error={error.value} title="The state could not be changed" />
          )}
          {!isLoaded && list.error.value === undefined && (
            <Skeleton rows={10} rowHeight={53} label="Loading the analyzers" />
          )}
          {isLoaded && (
            <>
              <CorrelationNote status={list.data.value?.correlations} />
              {packs.length > 0 && <Packs packs={packs} onRemoved={() => void list.reload()} />}
              <div class={styles.bar}>
                <Tabs
                  label="Which analyzers"
                  panel="analyzers"
                  selected={view}
                  tabs={VIEWS.map((name) => ({
                    name,
                    title: VIEW_WORDS[name],
                    count: counts.value[name],
                  }))}
                  onSelect={(name) => {
                    viewName.value = name;
                    shownRows.value = ROWS_PER_STEP;
                  }}
                />
                <a class={styles.export} href={paths.coverage}>
                  ATT&CK coverage
                </a>
              </div>
              <div
                class={styles.table}
                role="table"
                id="analyzers"
                aria-label="Analyzers"
                aria-rowcount={found.length + 1}
              >
                <div role="rowgroup">
                  <div class={styles.head} role="row">
                    <span role="columnheader">State</span>
                    <span role="columnheader">Analyzer</span>
                    <span role="columnheader">Level</span>
                    <span role="columnheader">ATT&CK</span>
                    <span role="columnheader">Pack</span>
                    <span role="columnheader">Hits</span>
                  </div>
                </div>
                <div role="rowgroup" ref={rows}>
                  {found.slice(0, shownRows.value).map((one) => (
                    <AnalyzerRow
                      key={one.id}
                      item={one}
                      isChosen={one.id === chosen.value}
                      onChoose={() => choose(one.id)}
                      onSet={(state) => void setState(one, state)}
                    />
                  ))}
                </div>
              </div>
              {found.length > shownRows.value && (
                <div class={styles.more}>
                  <Button onClick={() => (shownRows.value += ROWS_PER_STEP)}>
                    Show {Math.min(ROWS_PER_STEP, found.length - shownRows.value)} more of{' '}
                    {(found.length - shownRows.value).toLocaleString('en')}
                  </Button>
                </div>
              )}
              {found.length === 0 && (
                <EmptyState title="No analyzer is like that">
                  <p>All words must be found, in any column of this view.</p>
                  <Button
                    onClick={() => {
                      filter.value = '';
                      viewName.value = 'all';
                    }}
                  >
                    Show all
                  </Button>
                </EmptyState>
              )}
              {packs.length === 0 && (
                <p class={styles.invite}>
                  Sigma rules run here as they are, from files, a folder, or a release of SigmaHQ.
                  <Button kind="quiet" onClick={() => (isImporting.value = true)}>
                    Import rules
                  </Button>
                </p>
              )}
            </>
          )}
        </div>
        {item !== undefined && (
          <AnalyzerPanel
            key={item.id}
            item={item}
            onClose={() => (chosen.value = '')}
            onEdit={onEdit}
            onResume={() => void setState(item, item.setting)}
          />
        )}
      </div>
      {isListing.value && <IndicatorsDialog onClose={() => (isListing.value = false)} />}
      {isNaming.value && (
        <ValueListsDialog
          onClose={() => {
            isNaming.value = false;
            void list.reload();
          }}
        />
      )}
      {isImporting.value && (
        <ImportDialog
          onClose={() => (isImporting.value = false)}
          onImported={() => void list.reload()}
        />
      )}
    </>
  );
}

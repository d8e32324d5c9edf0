import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LensTabName } from '../../../../core/contract/lens-life.ts';
import type { LensSort } from '../../../../core/contract/lens-sorts.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';
import { now } from '../../data/clock.ts';
import { mediaSignal } from '../../data/media-signal.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { session } from '../../data/session.ts';
import { useKeys } from '../../keys/registry.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { counted } from '../../parts/plural.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { WindowedRows } from '../../parts/windowed-rows.tsx';
import type { WindowedList } from '../../parts/windowed-rows.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { Actions, triageKeys } from '../triage/actions.tsx';
import { lifeOf } from '../triage/life-words.ts';
import { Questions } from '../triage/questions.tsx';
import { useTriage } from '../triage/triage.ts';
import { UndoNote } from '../triage/undo-note.tsx';
import { completionsFor, completionsOf, withoutLastWord } from './completions.ts';
import { FilterBar } from './filter-bar.tsx';
import { belongs, TAB_TITLES } from './lens-query.ts';
import type { ListQuery } from './lens-query.ts';
import { LensRow } from './lens-row.tsx';
import { sortOf, SORT_TITLES } from './lens-sorting.ts';
import styles from './lens-list.module.css';
import { NoLenses } from './no-lenses.tsx';
import { SavedViews } from './saved-views.tsx';
import { useLensList } from './use-lens-list.ts';

/** The height of a row, in pixels, as the style sheet has it. */
const ROW = 57;
const NARROW_ROW = 96;

/** Whether rows are laid out for a narrow screen. */
const isNarrow = mediaSignal('(width < 720px)');

const idOf = (lens: LensSummary) => lens.id;

/** All lenses of the tenant, as the work to be done. */
export function LensList() {
  const me = session.value.state === 'some' ? session.value.session.user.id : '';
  const tab = useQuerySignal('tab', 'open');
  const q = useQuerySignal('q');
  const filters = {
    type: useQuerySignal('type'),
    assignee: useQuerySignal('assignee'),
    tag: useQuerySignal('tag'),
    technique: useQuerySignal('technique'),
    minScore: useQuerySignal('risk'),
  };
  const sort = useQuerySignal('sort');
  const sortBy = (name: LensSort) => (sort.value = name === 'score' ? '' : name);
  const sorted = sortOf(sort.value);
  const query: ListQuery = {
    tab: TAB_TITLES.find(({ name }) => name === tab.value)?.name ?? 'open',
    q: q.value,
    type: filters.type.value,
    assignee: filters.assignee.value,
    tag: filters.tag.value,
    technique: filters.technique.value,
    minScore: filters.minScore.value,
    sort: sorted === 'score' ? '' : sorted,
  };
  const shown = useLensList(query, me);
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const triage = useTriage((lives) => {
    shown.updateLives(lives);
    selected.value = new Set([...selected.peek()].filter((id) => !lives.has(id)));
  });
  useEffect(() => {
    // The lens that will be opened next should not wait for its code; a failure is told there.
    if (shown.answer.data.value !== undefined)
      import('../lens/lens-screen.tsx').catch(() => undefined);
  }, [shown.answer.data.value === undefined]);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<WindowedList>(null);
  /** The lens that was selected last, from which a range goes on. */
  const anchor = useRef<string | undefined>(undefined);

  const lenses = shown.lenses.value;
  const answer = shown.answer.data.value;
  const chosen = useComputed(() =>
    (shown.lenses.value ?? []).filter(({ id }) => selected.value.has(id)),
  );
  const completions = useComputed(() =>
    completionsOf(shown.lenses.value ?? [], shown.answer.data.value?.assignees ?? []),
  );
  const types = useComputed(() => [...new Set((shown.lenses.value ?? []).map(({ type }) => type))]);
  /** The lenses that are selected, or else the one that has the focus. */
  const idsOf = () =>
    chosen.peek().length > 0 ? chosen.peek().map(({ id }) => id) : focusedLens();
  const toggle = (id: string, isRange = false) => {
    const ids = new Set(selected.peek());
    const from = isRange ? anchor.current : undefined;
    if (from !== undefined)
      for (const one of between(shown.lenses.peek() ?? [], from, id)) ids.add(one);
    else if (!ids.delete(id)) ids.add(id);
    anchor.current = id;
    selected.value = ids;
  };
  const moveBy = (step: number) => list.current?.moveBy(step);
  const keys = triageKeys(triage, me, idsOf);
  const more = [
    ...keys.filter(({ what }) => what === 'Close …').map((binding) => ({ ...binding, keys: 'e' })),
    ...keys.filter(({ what }) => what === 'Undo').map((binding) => ({ ...binding, keys: 'z' })),
  ];
  useKeys(
    [
      { keys: 'j', what: 'Next lens', group: 'Lenses', run: () => moveBy(1) },
      { keys: 'k', what: 'Previous lens', group: 'Lenses', run: () => moveBy(-1) },
      { keys: '/', what: 'Filter', group: 'Lenses', run: () => input.current?.select() },
      {
        keys: 'S',
        what: 'Sort by something else',
        group: 'Lenses',
        run: () => {
          const at = SORT_TITLES.findIndex(([name]) => name === sortOf(sort.peek()));
          sortBy(SORT_TITLES[(at + 1) % SORT_TITLES.length]?.[0] ?? 'score');
        },
      },
      { keys: '.', what: 'Show what changed', group: 'Lenses', run: shown.showChanges },
      {
        keys: 'x',
        what: 'Select',
        group: 'Triage',
        run: () => focusedLens().forEach((id) => toggle(id)),
      },
      {
        keys: 'X',
        what: 'Select up to here',
        group: 'Triage',
        run: () => focusedLens().forEach((id) => toggle(id, true)),
      },
      {
        keys: 'Escape',
        what: 'Select nothing',
        group: 'Triage',
        run: () => (selected.value = new Set()),
      },
      ...keys,
      ...more,
    ],
    [shown.answer],
  );

  // Read here: the rows are drawn anew when these change, and else once.
  const ids = selected.value;
  const present = now.value;
  const isFiltered = Object.values({ ...query, tab: '', sort: '' }).some((text) => text !== '');
  const clear = () => [q, ...Object.values(filters)].forEach((filter) => (filter.value = ''));
  const counts = answer?.counts;
  const total = counts === undefined ? undefined : counts[query.tab];
  const isNothing = lenses?.length === 0 && shown.changed.value === 0;
  const hasNone = counts !== undefined && counts.open + counts.snoozed + counts.closed === 0;
  const everyStatus = new Set(chosen.value.map((lens) => lifeOf(lens).status));
  return (
    <>
      <ScreenTitle title="Lenses" count={total}>
        <FilterBox
          input={input}
          label="Filter the lenses"
          value={q.value}
          onInput={(value) => (q.value = value)}
          onLeave={() => moveBy(1)}
          suggestions={completionsFor(q.value, completions.value)}
          onSuggestion={({ name, value }) => {
            filters[name].value = value;
            q.value = withoutLastWord(q.peek());
          }}
        />
        <a class={styles.told} href={paths.notifications}>
          Notifications
        </a>
      </ScreenTitle>
      <div class={styles.page}>
        <div class={styles.lists}>
          <Tabs<LensTabName>
            label="Lists of lenses"
            tabs={TAB_TITLES.map((title) => ({ ...title, count: counts?.[title.name] }))}
            selected={query.tab}
            panel="lens-list"
            onSelect={(name) => (tab.value = name)}
          />
          {chosen.value.length === 0 ? (
            <div class={styles.narrowing}>
              <FilterBar
                filters={filters}
                assignees={answer?.assignees ?? []}
                types={types.value}
                sort={sort}
              />
              <SavedViews
                query={query}
                onChoose={(view) => {
                  tab.value = view.tab;
                  q.value = view.q;
                  sort.value = view.sort;
                  for (const [name, filter] of Object.entries(filters)) {
                    filter.value = view[name as keyof typeof filters];
                  }
                }}
              />
            </div>
          ) : (
            <div class={styles.bulk} role="group" aria-label="Selected lenses">
              <span class={styles.selected}>{counted(chosen.value.length, 'lens')} selected</span>
              <Actions
                triage={triage}
                ids={chosen.value.map(({ id }) => id)}
                me={me}
                status={everyStatus.size === 1 ? [...everyStatus][0] : undefined}
              />
            </div>
          )}
        </div>
        {shown.answer.error.value !== undefined && (
          <ErrorNote
            error={shown.answer.error.value}
            title="The lenses could not be loaded"
            onRetry={() => void shown.answer.reload()}
          />
        )}
        {shown.changed.value > 0 && (
          <button class={styles.pill} type="button" onClick={shown.showChanges}>
            {counted(shown.changed.value, 'lens')} changed — show
          </button>
        )}
        <div id="lens-list" role="tabpanel" aria-labelledby={`tab-${query.tab}`}>
          {lenses === undefined && shown.answer.error.value === undefined && (
            <Skeleton rows={8} rowHeight={57} label="Loading the lenses" />
          )}
          {isNothing && hasNone && <NoLenses />}
          {isNothing && !hasNone && (
            <EmptyState title={isFiltered ? 'No lens matches the filter' : EMPTY[query.tab]}>
              {isFiltered ? (
                <>
                  <p>All words and filters must match, in any column.</p>
                  <Button onClick={clear}>Clear the filter</Button>
                </>
              ) : (
                <p>{EMPTY_HINT[query.tab]}</p>
              )}
            </EmptyState>
          )}
          {lenses !== undefined && lenses.length > 0 && (
            <div
              class={styles.table}
              role="table"
              aria-label="Lenses"
              aria-rowcount={shown.next.value === undefined ? lenses.length + 1 : -1}
            >
              <div role="rowgroup">
                <div class={styles.head} role="row">
                  <span role="columnheader">
                    <input
                      type="checkbox"
                      aria-label="Select all that are shown"
                      checked={chosen.value.length === lenses.length}
                      onChange={() => {
                        const isAll = chosen.peek().length === lenses.length;
                        selected.value = new Set(isAll ? [] : lenses.map(({ id }) => id));
                      }}
                    />
                  </span>
                  <SortHeader name="score" title="Risk" sorted={sorted} onSort={sortBy} />
                  <SortHeader name="name" title="Lens" sorted={sorted} onSort={sortBy} />
                  <span role="columnheader">Analyzers</span>
                  <span role="columnheader">ATT&CK</span>
                  <span role="columnheader">Status</span>
                  <SortHeader name="growth" title="7 days" sorted={sorted} onSort={sortBy} />
                  <SortHeader name="last" title="Last activity" sorted={sorted} onSort={sortBy} />
                </div>
              </div>
              <WindowedRows
                items={lenses}
                idOf={idOf}
                rowHeight={isNarrow.value ? NARROW_ROW : ROW}
                focus="a"
                list={list}
                onNearEnd={() => void shown.loadMore()}
              >
                {(lens, position) => (
                  <LensRow
                    lens={lens}
                    position={position}
                    isLast={position === lenses.length - 1}
                    assignees={answer?.assignees ?? []}
                    until={answer?.until ?? present}
                    isSelected={ids.has(lens.id)}
                    isGone={!belongs(lens, query, me, present)}
                    onSelect={(isRange) => toggle(lens.id, isRange)}
                    onTag={(tag) => (filters.tag.value = tag)}
                    onTechnique={(technique) => (filters.technique.value = technique)}
                  />
                )}
              </WindowedRows>
            </div>
          )}
          {shown.more.error.value !== undefined && (
            <ErrorNote
              error={shown.more.error.value}
              title="The lenses that follow could not be loaded"
              onRetry={() => void shown.loadMore(true)}
            />
          )}
          {shown.more.busy.value && (
            <p class={styles.rest} role="status">
              Loading the lenses that follow…
            </p>
          )}
        </div>
      </div>
      <Questions
        triage={triage}
        assignees={answer?.assignees ?? []}
        tagsOf={(ids) => sharedTags(lenses?.filter(({ id }) => ids.includes(id)) ?? [])}
      />
      <UndoNote triage={triage} />
    </>
  );
}

interface SortHeaderProps {
  readonly name: LensSort;
  readonly title: string;
  readonly sorted: LensSort;
  readonly onSort: (name: LensSort) => void;
}

/** The head of a column that the list can be sorted by. */
function SortHeader({ name, title, sorted, onSort }: SortHeaderProps) {
  const order = name === 'name' ? 'ascending' : 'descending';
  return (
    <span role="columnheader" aria-sort={name === sorted ? order : undefined}>
      <button class={styles.sort} type="button" onClick={() => onSort(name)}>
        {title}
      </button>
    </span>
  );
}

/** What an empty list means. */
const EMPTY: Readonly<Record<LensTabName, string>> = {
  open: 'Nothing left to review',
  mine: 'Nothing is assigned to you',
  snoozed: 'Nothing is snoozed',
  closed: 'Nothing is closed yet',
};

const EMPTY_HINT: Readonly<Record<LensTabName, string>> = {
  open: 'All lenses are closed or snoozed. One that grows comes back by itself.',
  mine: 'Press a on a lens of the first list to take it.',
  snoozed: 'Press s on a lens to put it away until a date, or until it grows.',
  closed: 'Press e on a lens to close it with a verdict.',
};

function focusedLens(): string[] {
  const row = document.activeElement?.closest<HTMLElement>('[data-lens]');
  return row?.dataset.lens === undefined ? [] : [row.dataset.lens];
}

/** The ids of the lenses from one to another, in whichever order they stand. */
function between(lenses: readonly LensSummary[], from: string, to: string): string[] {
  const ids = lenses.map(({ id }) => id);
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  return a === -1 || b === -1 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** The tags that all of the lenses have. */
function sharedTags(lenses: readonly LensSummary[]): readonly string[] {
  const [first, ...rest] = lenses.map((lens) => lifeOf(lens).tags);
  return (first ?? []).filter((tag) => rest.every((tags) => tags.includes(tag)));
}

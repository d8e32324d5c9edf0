import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, coverageLayerUrl } from '../../api-client.ts';
import { onLive } from '../../data/live.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { useResource } from '../../data/resource.ts';
import { useKeys } from '../../keys/registry.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { counted } from '../../parts/plural.ts';
import { ScrollRoom } from '../../parts/scroll-room.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import styles from './coverage.module.css';
import { isIn, MATRIX_VIEWS, matrixOf, shade } from './matrix.ts';
import type { Cell, Column, MatrixView } from './matrix.ts';
import { TechniquePanel } from './technique-panel.tsx';
import { TECHNIQUE_NAMES } from './technique-names.ts';

const VIEW_WORDS: Readonly<Record<MatrixView, string>> = {
  all: 'All',
  covered: 'Covered',
  gaps: 'Not covered',
  hitting: 'Hitting',
};

/** Which techniques of ATT&CK the analyzers that are on would see, and which they would not. */
export function Coverage() {
  const answer = useResource('rules/coverage', api.coverage);
  const viewName = useQuerySignal('view', 'all');
  const chosen = useQuerySignal('technique');
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => onLive((event) => void (event.type === 'missed' && answer.reload())), [answer]);
  useKeys(
    [{ keys: 'Escape', what: 'Close', group: 'Coverage', run: () => (chosen.value = '') }],
    [],
  );
  const columns = useComputed(() =>
    answer.data.value === undefined ? undefined : matrixOf(answer.data.value),
  );
  const cells = useComputed(() => (columns.value ?? []).flatMap((column) => column.cells));
  const view = MATRIX_VIEWS.find((name) => name === viewName.value) ?? 'all';
  const cell = cells.value.find(({ technique }) => technique === chosen.value);
  const shown = (columns.value ?? []).map((column) => ({
    ...column,
    cells: column.cells.filter((one) => isIn(view, one)),
  }));
  const first = shown.find((column) => column.cells.length > 0)?.cells[0]?.technique;
  const stop = shown.some((column) => column.cells.some((one) => one.technique === chosen.value))
    ? chosen.value
    : first;
  return (
    <>
      <ScreenTitle title="ATT&CK coverage">
        <a class={styles.link} href={paths.analyzers}>
          Analyzers
        </a>
        <a class={styles.link} href={coverageLayerUrl} download>
          Navigator layer
        </a>
      </ScreenTitle>
      <div class={styles.page} data-split={cell === undefined ? undefined : ''}>
        <div class={styles.main}>
          {answer.error.value !== undefined && (
            <ErrorNote
              error={answer.error.value}
              title="The coverage could not be loaded"
              onRetry={() => void answer.reload()}
            />
          )}
          {columns.value === undefined && answer.error.value === undefined && (
            <Skeleton rows={10} rowHeight={44} label="Loading the coverage" />
          )}
          {columns.value !== undefined && (
            <>
              <div class={styles.bar}>
                <Tabs<MatrixView>
                  label="Which techniques"
                  panel="matrix"
                  selected={view}
                  tabs={MATRIX_VIEWS.map((name) => ({
                    name,
                    title: VIEW_WORDS[name],
                    count: cells.value.filter((one) => isIn(name, one)).length,
                  }))}
                  onSelect={(name) => (viewName.value = name)}
                />
                <p class={styles.legend} aria-hidden="true">
                  {['none', '1', '2–4', '5 and more'].map((words, level) => (
                    <span key={words} class={styles.key}>
                      <span class={styles.swatch} data-shade={level} /> {words}
                    </span>
                  ))}
                </p>
              </div>
              <ScrollRoom label="Matrix" class={styles.room}>
                <div
                  class={styles.matrix}
                  id="matrix"
                  ref={grid}
                  role="tabpanel"
                  aria-labelledby={`tab-${view}`}
                >
                  {shown.map((column) => (
                    <TacticColumn
                      key={column.tactic}
                      column={column}
                      chosen={chosen.value}
                      stop={stop}
                      onKey={(event) => walk(event, grid.current)}
                      onChoose={(technique) =>
                        (chosen.value = chosen.value === technique ? '' : technique)
                      }
                    />
                  ))}
                </div>
              </ScrollRoom>
            </>
          )}
        </div>
        {cell !== undefined && (
          <TechniquePanel key={cell.technique} cell={cell} onClose={() => (chosen.value = '')} />
        )}
      </div>
    </>
  );
}

interface TacticColumnProps {
  readonly column: Column;
  readonly chosen: string;
  /** The technique that the tab key stops at. */
  readonly stop: string | undefined;
  readonly onChoose: (technique: string) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

function TacticColumn({ column, chosen, stop, onChoose, onKey }: TacticColumnProps) {
  const { tactic, cells } = column;
  return (
    <section class={styles.column} aria-label={tactic}>
      <h2 class={styles.tactic}>
        {tactic}
        <span class={styles.share}>
          {cells.filter(({ analyzers }) => analyzers > 0).length} of {cells.length}
        </span>
      </h2>
      {cells.map((cell) => (
        <CellButton
          key={cell.technique}
          cell={cell}
          isChosen={cell.technique === chosen}
          isStop={cell.technique === stop}
          onChoose={() => onChoose(cell.technique)}
          onKey={onKey}
        />
      ))}
    </section>
  );
}

interface CellButtonProps {
  readonly cell: Cell;
  readonly isChosen: boolean;
  readonly isStop: boolean;
  readonly onChoose: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

function CellButton({ cell, isChosen, isStop, onChoose, onKey }: CellButtonProps) {
  const { technique, analyzers, hits } = cell;
  const name = TECHNIQUE_NAMES[technique] ?? '';
  const words = `${technique} ${name}: ${analyzers === 0 ? 'no analyzer' : `${counted(analyzers, 'analyzer')}, ${counted(hits, 'hit')}`}`;
  return (
    <button
      class={styles.cell}
      type="button"
      data-shade={shade(cell)}
      aria-pressed={isChosen}
      title={words}
      tabIndex={isStop ? 0 : -1}
      onClick={onChoose}
      onKeyDown={onKey}
    >
      <span class={styles.id}>{technique}</span> <span class={styles.name}>{name}</span>{' '}
      <span class={styles.count}>
        {analyzers === 0 ? '–' : analyzers}
        <span class={styles.words}> analyzers</span>
      </span>{' '}
      {hits > 0 && <span class={styles.hits}>{counted(hits, 'hit')}</span>}
    </button>
  );
}

/** The arrow keys move among the cells as they stand. */
function walk(event: KeyboardEvent, grid: HTMLElement | null): void {
  const columns = [...(grid?.querySelectorAll('section') ?? [])]
    .map((column) => [...column.querySelectorAll<HTMLElement>('button')])
    .filter((column) => column.length > 0);
  const x = columns.findIndex((column) => column.some((one) => one === document.activeElement));
  const y = columns[x]?.findIndex((one) => one === document.activeElement) ?? -1;
  const step = STEPS[event.key];
  if (step === undefined || x === -1) return;
  event.preventDefault();
  const column = columns[Math.max(0, Math.min(columns.length - 1, x + step.x))] ?? [];
  column[Math.max(0, Math.min(column.length - 1, y + step.y))]?.focus();
}

const STEPS: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

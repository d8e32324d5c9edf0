import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { edgeKey } from '../../graph/edge-kinds.ts';
import { buildProcessTree, visibleRows } from '../../graph/process-tree.ts';
import type { TreeItem, TreeRow } from '../../graph/process-tree.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import type { LensModel } from './lens-model.ts';
import { TreeRowView } from './tree-row.tsx';
import styles from './tree-view.module.css';

/**
 * The lens as a tree of processes and what each did: all of the graph, as text, for every keyboard
 * and reader. The arrow keys move as WAI-ARIA has it; the selection goes along.
 */
export function TreeView({ model }: { readonly model: LensModel }) {
  const list = useRef<HTMLDivElement>(null);
  const items = useMemo(() => buildProcessTree(model.index.value), [model.index.value]);
  /** What the reader opened or closed; the rest is as it comes. */
  const turned = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const focused = useSignal('');
  const isOpen = (item: TreeItem) => turned.value.get(item.key) ?? opensByItself(item);
  const rows = visibleRows(items, isOpen);
  const current = useComputed(() => focused.value).value;
  const stop = rows.some((row) => row.item.key === current)
    ? current
    : (rows.find((row) => row.item.node?.id === model.node.value)?.item.key ??
      rows[0]?.item.key ??
      '');

  const turn = (item: TreeItem, open: boolean) => {
    turned.value = new Map(turned.value).set(item.key, open);
  };
  const goTo = (row: TreeRow | undefined) => {
    if (row === undefined) return;
    focused.value = row.item.key;
    if (row.item.node !== undefined) model.choose({ node: row.item.node.id });
    const element = list.current?.querySelector<HTMLElement>(
      `[data-key="${CSS.escape(row.item.key)}"]`,
    );
    element?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.item.key === stop);
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actionOf(event.key, rows, at, { goTo, turn });
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [model.node.value]);

  if (rows.length === 0) {
    return (
      <EmptyState title="No nodes">
        <p>This lens has nothing in its graph.</p>
      </EmptyState>
    );
  }
  return (
    <div
      class={styles.tree}
      role="tree"
      aria-label="Processes and what they did"
      ref={list}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {rows.map((row) => (
        <TreeRowView
          key={row.item.key}
          row={row}
          index={model.index.value}
          isStop={row.item.key === stop}
          isChosen={row.item.node !== undefined && row.item.node.id === model.node.value}
          isDim={isDim(model, row.item)}
          onChoose={() => goTo(row)}
          onTurn={() => turn(row.item, !row.isOpen)}
          onEdge={() => {
            if (row.item.edge !== undefined) model.choose({ edge: edgeKey(row.item.edge) });
          }}
        />
      ))}
    </div>
  );
}

interface TreeActs {
  readonly goTo: (row: TreeRow | undefined) => void;
  readonly turn: (item: TreeItem, open: boolean) => void;
}

/** What a key does on a row of a tree, by the patterns of WAI-ARIA. */
function actionOf(
  key: string,
  rows: readonly TreeRow[],
  at: number,
  { goTo, turn }: TreeActs,
): (() => void) | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  const hasChildren = row.item.children.length > 0;
  switch (key) {
    case 'ArrowDown':
      return () => goTo(rows[at + 1]);
    case 'ArrowUp':
      return () => goTo(rows[at - 1]);
    case 'Home':
      return () => goTo(rows[0]);
    case 'End':
      return () => goTo(rows.at(-1));
    case 'ArrowRight':
      if (hasChildren && !row.isOpen) return () => turn(row.item, true);
      return () => hasChildren && goTo(rows[at + 1]);
    case 'ArrowLeft':
      if (row.isOpen) return () => turn(row.item, false);
      return () => goTo(rows.find((candidate) => candidate.item.key === row.parent));
    case 'Enter':
    case ' ':
      return () => (hasChildren ? turn(row.item, !row.isOpen) : goTo(row));
    default:
      return undefined;
  }
}

/** Folds and leftovers wait to be asked. */
function opensByItself(item: TreeItem): boolean {
  return item.kind === 'host' || item.kind === 'process';
}

function isDim(model: LensModel, item: TreeItem): boolean {
  const lit = model.lit.value;
  return lit !== undefined && (item.node === undefined || !lit.has(item.node.id));
}

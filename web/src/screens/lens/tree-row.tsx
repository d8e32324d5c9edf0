import type { GraphNode } from '../../../../core/contract/lenses.ts';
import type { GraphIndex } from '../../graph/graph-index.ts';
import type { TreeRow } from '../../graph/process-tree.ts';
import { startOf } from '../../graph/process-tree.ts';
import { Icon } from '../../parts/icon.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { RiskBadge } from '../../parts/risk.tsx';
import { elapsed } from '../../parts/time.ts';
import { AbsoluteTimestamp } from '../../parts/timestamp.tsx';
import styles from './tree-view.module.css';

interface TreeRowProps {
  readonly row: TreeRow;
  readonly index: GraphIndex;
  /** Whether Tab stops here: one row of a tree has that. */
  readonly isStop: boolean;
  readonly isChosen: boolean;
  readonly isDim: boolean;
  readonly onChoose: () => void;
  readonly onTurn: () => void;
  readonly onEdge: () => void;
}

/** One item of the tree, with the guides that show what it belongs to. */
export function TreeRowView(props: TreeRowProps) {
  const { row, isStop, isChosen, isDim } = props;
  const { item, level } = row;
  const hasChildren = item.children.length > 0;
  return (
    <div
      class={`${styles.row} ${styles[item.kind] ?? ''} ${isDim ? styles.dim : ''}`}
      role="treeitem"
      data-key={item.key}
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={hasChildren ? row.isOpen : undefined}
      aria-selected={isChosen}
      tabIndex={isStop ? 0 : -1}
      style={{ '--depth': level - 1 }}
      onClick={props.onChoose}
      onKeyDown={() => undefined}
    >
      <span class={styles.guides} aria-hidden="true" />
      {hasChildren ? (
        <span
          class={`${styles.turn} ${row.isOpen ? styles.open : ''}`}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            props.onTurn();
          }}
        >
          <Icon name="right" size={12} />
        </span>
      ) : (
        <span class={styles.turn} aria-hidden="true" />
      )}
      {item.node !== undefined && <NodeIcon type={item.node.type} />}
      <span class={styles.words}>
        <span class={styles.line}>
          {item.verb !== undefined && <span class={styles.verb}>{item.verb}</span>}
          <span class={styles.label}>
            {item.node === undefined ? item.title : <LogText text={item.node.label} limit={160} />}
          </span>
          {item.node !== undefined && item.node.risk > 0 && <RiskBadge risk={item.node.risk} />}
          {item.node !== undefined && item.node.hitBy.length > 0 && (
            <span class={styles.hits}>
              <LogText text={item.node.hitBy.join(', ')} limit={160} />
            </span>
          )}
        </span>
        {item.kind === 'process' && item.node !== undefined && (
          <ProcessLine node={item.node} index={props.index} />
        )}
      </span>
      <span class={styles.time}>
        {item.sinceParentMs === undefined
          ? item.kind === 'process' &&
            item.node !== undefined && <AbsoluteTimestamp at={startOf(item.node)} />
          : elapsed(item.sinceParentMs)}
      </span>
    </div>
  );
}

/** As whom a process ran, and its command line. */
function ProcessLine({ node, index }: { readonly node: GraphNode; readonly index: GraphIndex }) {
  const account = userOf(node, index);
  const command = node.properties.command_line?.value ?? node.properties.image?.value;
  if (account === undefined && command === undefined) return null;
  return (
    <span class={styles.command}>
      {account !== undefined && (
        <span class={styles.user}>
          <LogText text={account} limit={80} />
        </span>
      )}
      {command !== undefined && <LogText text={String(command)} limit={600} />}
    </span>
  );
}

function userOf(node: GraphNode, index: GraphIndex): string | undefined {
  const edge = index
    .edgesOf(node.id)
    .find((candidate) => candidate.name === 'run_as' && candidate.from === node.id);
  return edge === undefined ? undefined : index.nodes.get(edge.to)?.label;
}

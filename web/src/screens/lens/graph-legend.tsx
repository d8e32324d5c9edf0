import type { DrawnNode } from '../../graph/drawn-graph.ts';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { typeLook } from '../../parts/node-type.ts';
import styles from './graph-legend.module.css';

interface GraphLegendProps {
  readonly nodes: readonly DrawnNode[];
  readonly omitted: number;
}

/** The types that are in the picture, and the truth about what is not. */
export function GraphLegend({ nodes, omitted }: GraphLegendProps) {
  const types = Map.groupBy(nodes, (node) => node.type);
  return (
    <div class={styles.legend}>
      {[...types].map(([type, members]) => (
        <span key={type} class={styles.type}>
          <NodeIcon type={type} />
          {typeLook(type).word}{' '}
          <span class={styles.count}>
            {members.reduce((sum, node) => sum + node.members.length, 0)}
          </span>
        </span>
      ))}
      {omitted > 0 && (
        <span
          class={styles.omitted}
          title="What many nodes have to do with, and more of the same, is left out: expand a node to see it."
        >
          {omitted.toLocaleString('en')} neighbours left out
        </span>
      )}
    </div>
  );
}

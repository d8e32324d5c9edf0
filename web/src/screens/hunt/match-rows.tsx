import type { SearchMatch } from '../../../../core/contract/search.ts';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { propertyWord, typeLook } from '../../parts/node-type.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { PinButton } from '../investigations/pin-button.tsx';
import styles from './hunt.module.css';

/** The nodes that have one value. The link covers the row. */
export function MatchRows({ match }: { readonly match: SearchMatch }) {
  const { nodes, property, value, type, isMore } = match;
  return (
    <div role="rowgroup">
      {nodes.map((node) => (
        <div key={node.id} class={styles.row} role="row">
          <span class={styles.node} role="cell">
            <NodeIcon type={type} />
            <a class={styles.link} href={paths.node(node.id)}>
              <LogText text={node.label} limit={120} />
            </a>
          </span>
          <span class={styles.value} role="cell">
            <span class={styles.property}>{propertyWord(property)}</span>{' '}
            <LogText text={String(value)} limit={200} />
          </span>
          <span class={styles.host} role="cell">
            {node.on !== undefined && <LogText text={node.on} limit={60} />}
          </span>
          <span class={styles.last} role="cell">
            <RelativeTimestamp at={node.last} />
            <PinButton
              small
              word={`Pin ${visibleText(node.label, 60)}`}
              nodes={[node.id]}
              name={node.label}
            />
          </span>
        </div>
      ))}
      {isMore && (
        <div class={styles.more} role="row">
          <span role="cell">
            More nodes of the type {typeLook(type).word} have this {propertyWord(property)}.
          </span>
        </div>
      )}
    </div>
  );
}

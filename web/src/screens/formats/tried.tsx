import type { TriedMapping } from '../../../../core/contract/mappings.ts';
import type { Graph } from '../../../../core/contract/lenses.ts';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { typeLook } from '../../parts/node-type.ts';
import { counted } from '../../parts/plural.ts';
import styles from './formats.module.css';

/** Edges and nodes that are listed; all are counted. */
const MAX_LISTED = 60;

/** What a sample gives by a mapping. */
export function Tried({ answer }: { readonly answer: Extract<TriedMapping, { ok: true }> }) {
  const { records, taken, rejects, ignoredBy, graph } = answer;
  return (
    <section class={styles.tried} aria-label="What the sample gives">
      <p>
        {counted(records.received, 'record')}: {taken} by this mapping, {records.accepted} accepted,{' '}
        {records.rejected} rejected, {records.ignored} ignored.
      </p>
      {rejects.map(({ record, reason }) => (
        <p key={record} class={styles.reject}>
          Record {record}: <LogText text={reason} limit={300} />
        </p>
      ))}
      {Object.keys(ignoredBy).map((rule) => (
        <p key={rule} class={styles.quiet}>
          Ignored by the rule <LogText text={rule} limit={200} />
        </p>
      ))}
      <Told graph={graph} />
    </section>
  );
}

/** The graph of a sample as sentences, and its nodes with what is known of them. */
function Told({ graph }: { readonly graph: Graph }) {
  const labels = new Map(graph.nodes.map(({ id, label }) => [id, label]));
  return (
    <>
      {graph.edges.length > 0 && (
        <ul class={styles.edges} aria-label="Edges">
          {graph.edges.slice(0, MAX_LISTED).map(({ from, verb, to }) => (
            <li key={`${from} ${verb} ${to}`}>
              <LogText text={labels.get(from) ?? ''} limit={120} /> <em>{verb}</em>{' '}
              <LogText text={labels.get(to) ?? ''} limit={120} />
            </li>
          ))}
        </ul>
      )}
      <ul class={styles.nodes} aria-label="Nodes">
        {graph.nodes.slice(0, MAX_LISTED).map((node) => (
          <li key={node.id} class={styles.node}>
            <NodeIcon type={node.type} />
            <span>
              <strong>
                <LogText text={node.label} limit={120} />
              </strong>{' '}
              <span class={styles.quiet}>{typeLook(node.type).word}</span>
              {Object.entries(node.properties).map(([name, { value }]) => (
                <span key={name} class={styles.property}>
                  {name} <LogText text={String(value)} limit={200} />
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { GraphNode } from '../../../../core/contract/lenses.ts';
import { zone } from '../../data/preferences.ts';
import { edgeKey } from '../../graph/edge-kinds.ts';
import { timelineRows } from '../../graph/timeline.ts';
import type { TimelineRow } from '../../graph/timeline.ts';
import { isWithin } from '../../graph/time-range.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { NodeIcon } from '../../parts/node-icon.tsx';
import { counted } from '../../parts/plural.ts';
import { RiskBadge } from '../../parts/risk.tsx';
import { clockTime, dayOf, elapsed, zoneName } from '../../parts/time.ts';
import { EvidenceLink } from './evidence-link.tsx';
import type { LensModel } from './lens-model.ts';
import styles from './timeline-view.module.css';

/** What happened, in order: when, who, what, to what. */
export function TimelineView({ model }: { readonly model: LensModel }) {
  const withPlaces = useSignal(false);
  const index = model.index.value;
  const all = useMemo(() => timelineRows(index, withPlaces.value), [index, withPlaces.value]);
  const range = model.range.value;
  const rows = all.filter(({ edge }) => isWithin(range, edge.first));
  const hidden = index.edges.size - all.length;
  let day = '';
  return (
    <div class={styles.timeline}>
      <div class={styles.bar}>
        <span>
          {counted(rows.length, 'event')}
          {rows.length < all.length && ` of ${all.length}`}, times in {zoneName(zone.value)}
        </span>
        <label class={styles.toggle}>
          <input
            type="checkbox"
            checked={withPlaces.value}
            onChange={(event) => (withPlaces.value = event.currentTarget.checked)}
          />
          Hosts, users and hashes{hidden > 0 && ` (${hidden})`}
        </label>
      </div>
      {rows.length === 0 && (
        <EmptyState title={range === undefined ? 'Nothing happened yet' : 'Nothing in this time'}>
          <p>
            {range === undefined
              ? 'The nodes of this lens are not joined by any event.'
              : 'Draw another range over the strip above, or show the whole time.'}
          </p>
        </EmptyState>
      )}
      <ol>
        {rows.map((row) => {
          const rowDay = dayOf(row.edge.first, zone.value);
          const isNewDay = rowDay !== day;
          day = rowDay;
          return (
            <li key={edgeKey(row.edge)}>
              {isNewDay && <h3 class={styles.day}>{rowDay}</h3>}
              <Row row={row} model={model} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function Row({ row, model }: { readonly row: TimelineRow; readonly model: LensModel }) {
  const { edge, actor, object } = row;
  const key = edgeKey(edge);
  const lit = model.lit.value;
  const isDim = lit !== undefined && !(lit.has(edge.from) && lit.has(edge.to));
  return (
    <div
      class={`${styles.row} ${isDim ? styles.dim : ''}`}
      data-chosen={model.edge.value === key ? '' : undefined}
    >
      <button class={styles.time} type="button" onClick={() => model.choose({ edge: key })}>
        {clockTime(edge.first, zone.value)}
      </button>
      <span class={styles.delta}>
        {row.sinceBeforeMs === undefined ? '' : elapsed(row.sinceBeforeMs)}
      </span>
      <span class={styles.sentence}>
        <NodeButton node={actor} model={model} />
        <span class={styles.verb}>{edge.verb}</span>
        <NodeButton node={object} model={model} />
      </span>
      <EvidenceLink model={model} pointer={edge.evidence} />
    </div>
  );
}

function NodeButton({ node, model }: { readonly node: GraphNode; readonly model: LensModel }) {
  return (
    <button
      class={styles.node}
      type="button"
      aria-pressed={model.node.value === node.id}
      onClick={() => model.choose({ node: node.id })}
    >
      <NodeIcon type={node.type} />
      <span class={styles.label}>
        <LogText text={node.label} limit={160} />
      </span>
      {node.risk > 0 && <RiskBadge risk={node.risk} />}
    </button>
  );
}

import { useMemo } from 'preact/hooks';
import type { Graph, LensDetail } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { joinGraphs } from '../../graph/graph-index.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { GraphView } from '../lens/graph-view.tsx';
import { Inspector } from '../lens/inspector.tsx';
import { useLensModel } from '../lens/lens-model.ts';
import { RecordDock } from '../lens/record-dock.tsx';
import styles from './hunt-views.module.css';

/** Nodes whose neighbours are asked for; more would be a picture of nothing. */
const MAX_NODES = 8;

const EMPTY: Graph = { nodes: [], edges: [], omitted: 0 };

/** What was found, with its neighbours, as one picture. */
export function HuntGraph({ nodes }: { readonly nodes: readonly string[] }) {
  const shown = nodes.slice(0, MAX_NODES);
  const graph = useResource(`nodes-of-hunt/${shown.join(' ')}`, async (signal) => {
    const parts = await Promise.all(shown.map((id) => api.neighbours(id, signal)));
    return joinGraphs(EMPTY, parts);
  });
  if (graph.error.value !== undefined) {
    return (
      <ErrorNote
        error={graph.error.value}
        title="What was found could not be loaded"
        onRetry={() => void graph.reload()}
      />
    );
  }
  const found = graph.data.value;
  if (found === undefined) return <Skeleton rows={6} rowHeight={44} label="Loading the graph" />;
  return (
    <>
      {nodes.length > shown.length && (
        <p class={styles.note}>
          The first {shown.length} of {nodes.length} nodes, with their neighbours.
        </p>
      )}
      <Picture key={shown.join(' ')} graph={found} />
    </>
  );
}

function Picture({ graph }: { readonly graph: Graph }) {
  const detail = useMemo(() => asLens(graph), [graph]);
  const model = useLensModel(detail);
  return (
    <div class={styles.picture}>
      <div class={styles.canvas}>
        <GraphView model={model} />
        <RecordDock model={model} />
      </div>
      <Inspector model={model} />
    </div>
  );
}

/** What was found, as the views of lenses show it: a lens without risk. */
function asLens(graph: Graph): LensDetail {
  const lens = {
    id: 'hunt',
    type: 'hunt',
    name: 'What was found',
    score: 0,
    hits: 0,
    techniques: [],
    analyzers: [],
    why: '',
    first: 0,
    last: 0,
    updatedAt: 0,
  };
  return { lens, rows: [], terms: [], graph };
}

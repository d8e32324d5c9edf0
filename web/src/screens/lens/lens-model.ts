import { computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { EvidencePointer, Graph, LensDetail } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { useQuerySignal } from '../../data/query-signal.ts';
import { foldsOf } from '../../graph/folds.ts';
import type { Fold } from '../../graph/folds.ts';
import type { Drawing } from '../../graph/drawing.ts';
import type { DrawnGraph } from '../../graph/drawn-graph.ts';
import { indexGraph, joinGraphs, pathToOrigin, withoutNodes } from '../../graph/graph-index.ts';
import type { GraphIndex } from '../../graph/graph-index.ts';
import { overlaps, rangeOf } from '../../graph/time-range.ts';
import type { TimeRange } from '../../graph/time-range.ts';

/** The ways to look at a lens. */
export type LensTab = 'graph' | 'tree' | 'timeline' | 'evidence' | 'history';

/** A lens as the screen shows it: its data, and the one selection that all of its parts share. */
export interface LensModel {
  readonly detail: LensDetail;
  readonly index: ReadonlySignal<GraphIndex>;
  /** The nodes that the picture draws as one. */
  readonly folds: ReadonlySignal<ReadonlyMap<string, Fold>>;
  readonly tab: Signal<string>;
  /** The chosen node, edge (by its key) and score row (by its analyzer); empty for none. */
  readonly node: ReadonlySignal<string>;
  readonly edge: ReadonlySignal<string>;
  readonly row: ReadonlySignal<string>;
  /** The raw record that is open beside, as `upload.record`. */
  readonly record: Signal<string>;
  /** What stands out everywhere; undefined when nothing is to be dimmed. */
  readonly lit: ReadonlySignal<ReadonlySet<string> | undefined>;
  readonly choose: (chosen: Choice) => void;
  readonly expand: (node: string) => Promise<void>;
  readonly undoExpand: () => void;
  readonly expansion: ReadonlySignal<Expansion>;
  /** The nodes that the reader took out of the picture, latest last. */
  readonly hidden: ReadonlySignal<readonly string[]>;
  readonly hide: (node: string) => void;
  readonly showHidden: () => void;
  /** The stretch of time that all views are about; undefined for all of it. */
  readonly range: ReadonlySignal<TimeRange | undefined>;
  readonly setRange: (range: TimeRange | undefined) => void;
  /** The picture, while it is on the page, and what is drawn of it. */
  readonly picture: Signal<{ readonly drawing: Drawing; readonly drawn: DrawnGraph } | undefined>;
}

/** What the reader chose; choosing one thing lets go of the others. */
export type Choice =
  | { readonly node: string }
  | { readonly edge: string }
  | { readonly row: string }
  | { readonly nothing: true };

/** What was added to the lens's own graph, and how the last step went. */
export interface Expansion {
  readonly added: readonly { readonly node: string; readonly graph: Graph }[];
  readonly busy: boolean;
  readonly error?: unknown;
}

/** Narrower than this, the process tree says more than the picture. */
const WIDE_PX = 900;

/** The model of a lens, with what is shown kept in the URL. */
export function useLensModel(detail: LensDetail): LensModel {
  const tab = useQuerySignal('tab', innerWidth < WIDE_PX ? 'tree' : 'graph');
  const node = useQuerySignal('node');
  const edge = useQuerySignal('edge');
  const row = useQuerySignal('row');
  const record = useQuerySignal('record');
  const from = useQuerySignal('from');
  const to = useQuerySignal('to');
  const hiddenIds = useQuerySignal('hidden');
  const expandedIds = useQuerySignal('expanded');
  const expansion = useMemo(() => signal<Expansion>({ added: [], busy: false }), [detail.lens.id]);
  const picture = useMemo(() => signal<LensModel['picture']['value']>(undefined), []);
  const range = useMemo(() => computed(() => rangeOf(from.value, to.value)), [from, to]);
  const hidden = useMemo(() => computed(() => idsOf(hiddenIds.value)), [hiddenIds]);
  const index = useMemo(
    () =>
      computed(() =>
        indexGraph(
          withoutNodes(
            joinGraphs(
              detail.graph,
              expansion.value.added.map(({ graph }) => graph),
            ),
            hidden.value,
          ),
        ),
      ),
    [detail, expansion],
  );
  const folds = useMemo(() => computed(() => foldsOf(index.value)), [index]);
  const lit = useMemo(
    () =>
      computed(() => {
        const fold = folds.value.get(node.value);
        const chosen =
          fold === undefined
            ? litNodes(detail, index.value, node.value, edge.value, row.value)
            : new Set([
                ...pathToOrigin(index.value, fold.cause),
                ...fold.members.map(({ id }) => id),
              ]);
        return litWithin(index.value, chosen, range.value);
      }),
    [detail, index, range],
  );
  const choose = (chosen: Choice) => {
    node.value = 'node' in chosen ? chosen.node : '';
    edge.value = 'edge' in chosen ? chosen.edge : '';
    row.value = 'row' in chosen ? chosen.row : '';
  };
  const expand = async (from: string) => {
    const before = expansion.peek();
    if (before.busy || before.added.some((step) => step.node === from)) return;
    expansion.value = { added: before.added, busy: true };
    try {
      const graph = await api.neighbours(from);
      const added = [...expansion.peek().added, { node: from, graph }];
      expansion.value = { added, busy: false };
      expandedIds.value = added.map((step) => step.node).join(' ');
    } catch (error) {
      expansion.value = { added: before.added, busy: false, error };
    }
  };
  const undoExpand = () => {
    const added = expansion.peek().added.slice(0, -1);
    expansion.value = { added, busy: false };
    expandedIds.value = added.map((step) => step.node).join(' ');
  };
  useEffect(() => {
    // What the address says was expanded is expanded again, one after the other.
    const again = async () => {
      for (const id of idsOf(expandedIds.peek())) await expand(id);
    };
    void again();
  }, [detail.lens.id]);
  const hide = (id: string) => {
    hiddenIds.value = [...new Set([...hidden.peek(), id])].join(' ');
    if (node.peek() === id) choose({ nothing: true });
  };
  const setRange = (wanted: TimeRange | undefined) => {
    from.value = wanted === undefined ? '' : String(Math.round(wanted.from));
    to.value = wanted === undefined ? '' : String(Math.round(wanted.to));
  };
  return {
    detail,
    index,
    folds,
    tab,
    node,
    edge,
    row,
    record,
    lit,
    choose,
    expand,
    undoExpand,
    expansion,
    hidden,
    hide,
    showHidden: () => (hiddenIds.value = ''),
    range,
    setRange,
    picture,
  };
}

/** Whether it is a lens, with a history of its own; nodes and investigations are shown alike. */
export function isLens({ detail }: LensModel): boolean {
  return detail.lens.type !== 'investigation' && detail.lens.hits > 0;
}

/** A pointer as the URL has it. */
export function recordName(pointer: EvidencePointer): string {
  return `${pointer.upload}.${pointer.record}`;
}

/** The pointer of a name; undefined when it is none, as URLs may be anything. */
export function recordOf(name: string): EvidencePointer | undefined {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(name);
  return match === null ? undefined : { upload: Number(match[1]), record: Number(match[2]) };
}

/** The most nodes that an address may name: it is written by whoever sends it. */
const MAX_IDS = 50;

function idsOf(text: string): readonly string[] {
  return text.split(' ').filter(Boolean).slice(0, MAX_IDS);
}

/** What is lit, as far as it was seen within the range. */
function litWithin(
  index: GraphIndex,
  lit: ReadonlySet<string> | undefined,
  range: TimeRange | undefined,
): ReadonlySet<string> | undefined {
  if (range === undefined) return lit;
  const seen = [...index.nodes.values()].filter((node) => overlaps(range, node));
  return new Set(seen.map(({ id }) => id).filter((id) => lit === undefined || lit.has(id)));
}

function litNodes(
  detail: LensDetail,
  index: GraphIndex,
  node: string,
  edge: string,
  row: string,
): ReadonlySet<string> | undefined {
  // A node that is looked at for itself is the origin: all of the graph is about it.
  if (node === detail.lens.id && detail.rows.length === 0) return undefined;
  if (index.nodes.has(node)) return pathToOrigin(index, node);
  const chosenEdge = index.edges.get(edge);
  if (chosenEdge !== undefined) return new Set([chosenEdge.from, chosenEdge.to]);
  const chosenRow = detail.rows.find((candidate) => candidate.analyzerId === row);
  return chosenRow === undefined ? undefined : new Set(chosenRow.nodes);
}

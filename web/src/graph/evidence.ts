import type { EvidencePointer, GraphNode, ScoreRow } from '../../../core/contract/lenses.ts';
import { isHappening } from './edge-kinds.ts';
import type { GraphIndex } from './graph-index.ts';

/** A raw record, with the most telling thing that it was first to say. */
export interface EvidenceEntry {
  readonly pointer: EvidencePointer;
  /** When the thing that it says was first seen, ms. */
  readonly first: number;
  readonly says: string;
}

/** The records that are evidence for these nodes and what is between them, in order of time. */
export function evidenceOf(index: GraphIndex, nodes: readonly string[]): EvidenceEntry[] {
  const inside = new Set(nodes);
  const found = new Map<string, EvidenceEntry & { readonly weight: number }>();
  const add = (pointer: EvidencePointer, first: number, says: string, weight: number) => {
    const key = `${pointer.upload}.${pointer.record}`;
    const known = found.get(key);
    if (known === undefined || weight > known.weight) {
      found.set(key, { pointer, first: Math.min(first, known?.first ?? first), says, weight });
    }
  };
  for (const id of inside) {
    const node = index.nodes.get(id);
    if (node === undefined) continue;
    for (const shown of Object.values(node.properties)) {
      add(shown.evidence, shown.first, `about ${node.label}`, 0);
    }
    for (const edge of index.edgesOf(id)) {
      if (!inside.has(edge.from) || !inside.has(edge.to)) continue;
      const says = `${label(index, edge.from)} ${edge.verb} ${label(index, edge.to)}`;
      add(edge.evidence, edge.first, says, isHappening(edge) ? 2 : 1);
    }
  }
  return [...found.values()]
    .sort((a, b) => a.first - b.first)
    .map(({ pointer, first, says }) => ({ pointer, first, says }));
}

/** The records of the graph that no row of the score rests on. */
export function restOfEvidence(index: GraphIndex, rows: readonly ScoreRow[]): EvidenceEntry[] {
  const used = new Set(
    rows.flatMap((row) => evidenceOf(index, row.nodes)).map(({ pointer }) => keyOf(pointer)),
  );
  return evidenceOf(index, [...index.nodes.keys()]).filter(
    ({ pointer }) => !used.has(keyOf(pointer)),
  );
}

function keyOf(pointer: EvidencePointer): string {
  return `${pointer.upload}.${pointer.record}`;
}

function label(index: GraphIndex, id: string): string {
  const node: GraphNode | undefined = index.nodes.get(id);
  return node?.label ?? id;
}

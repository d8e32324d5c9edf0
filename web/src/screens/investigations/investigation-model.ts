import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { InvestigationDetail } from '../../../../core/contract/investigations.ts';
import type { LensDetail } from '../../../../core/contract/lenses.ts';
import { investigations } from '../../investigations-client.ts';
import { useLensModel } from '../lens/lens-model.ts';
import type { Expansion, LensModel } from '../lens/lens-model.ts';

/** An investigation as the views of lenses show it. */
export function asLens({ investigation, graph, rows }: InvestigationDetail): LensDetail {
  const seen = graph.nodes.filter(({ last }) => last > 0);
  const lens = {
    id: investigation.id,
    type: 'investigation',
    name: investigation.title,
    score: 0,
    hits: 0,
    techniques: [],
    analyzers: [],
    why: '',
    first: Math.min(...seen.map(({ first }) => first)),
    last: Math.max(...seen.map(({ last }) => last)),
    updatedAt: investigation.updatedAt,
  };
  return { lens, rows, terms: [], graph };
}

/** The model of the views, in which what is expanded is kept by the investigation. */
export function useInvestigationModel(
  detail: InvestigationDetail,
  reload: () => Promise<void>,
): LensModel {
  const { id } = detail.investigation;
  const lens = useMemo(() => asLens(detail), [detail]);
  const model = useLensModel(lens);
  const expansion = useMemo(() => signal<Expansion>({ added: [], busy: false }), [id]);
  const work = async (change: () => Promise<Expansion['added']>) => {
    const before = expansion.peek();
    if (before.busy) return;
    expansion.value = { added: before.added, busy: true };
    try {
      const added = await change();
      await reload();
      expansion.value = { added, busy: false };
    } catch (error) {
      expansion.value = { added: before.added, busy: false, error };
    }
  };
  return {
    ...model,
    expansion,
    expand: (node) =>
      work(async () => {
        await investigations.expand(id, node);
        const others = expansion.peek().added.filter((step) => step.node !== node);
        return [...others, { node, graph: { nodes: [], edges: [], omitted: 0 } }];
      }),
    undoExpand: () =>
      void work(async () => {
        const { added } = expansion.peek();
        const last = added.at(-1);
        if (last !== undefined) await investigations.collapse(id, last.node);
        return added.slice(0, -1);
      }),
  };
}

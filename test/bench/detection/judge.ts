import type { NodeId } from '../../../core/graph/id.ts';
import type { GraphView } from '../../../core/graph/view.ts';
import type { Lens } from '../../../core/lens/lens.ts';
import type { Scenario } from './scenarios.ts';

/** From this score on a lens is worth a review: see docs/scoring.md. */
export const REVIEW_THRESHOLD = 50;

/** How a scenario was told. */
export interface Verdict {
  /** The top lens is one of those that the attacker was at. */
  readonly isHostRight: boolean;
  /** A node of the top lens that carries risk is one that the attacker left. */
  readonly isTraceRight: boolean;
  readonly top: Lens['summary'] | undefined;
  /** Names of lenses above the threshold of which the truth says nothing. */
  readonly others: readonly string[];
}

export function judge(
  { hosts, traces }: Scenario,
  lenses: readonly Lens[],
  view: GraphView,
): Verdict {
  const isRight = ({ summary: { name } }: Lens): boolean =>
    hosts.some((host) => host === '*' || name.toLowerCase().includes(host));
  const [top] = lenses;
  return {
    isHostRight: top !== undefined && isRight(top),
    isTraceRight: top !== undefined && isNamed(view, Object.keys(top.riskByNode), traces),
    top: top?.summary,
    others: lenses
      .filter((lens) => lens.summary.score >= REVIEW_THRESHOLD)
      .filter(({ summary: { type } }) => type === 'asset')
      .filter((lens) => !isRight(lens))
      .map(({ summary: { name } }) => name),
  };
}

/** Whether any of the nodes has a part of a trace in any of its properties. */
function isNamed(view: GraphView, nodes: readonly string[], traces: readonly string[]): boolean {
  return nodes.some((node) => {
    const texts = Object.values(view.properties(node as NodeId)).map((value) =>
      String(value).toLowerCase(),
    );
    return traces.some((trace) => texts.some((text) => text.includes(trace)));
  });
}

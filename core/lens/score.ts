import type { AnalyzerKind, ScoreRow } from '../contract/lenses.ts';
import type { RuleCredit } from '../contract/rules.ts';

/** What scoring must know of an analyzer. */
export interface ScoredAnalyzer {
  readonly id: string;
  readonly title: string;
  readonly kind: AnalyzerKind;
  readonly risk: number;
  readonly techniques: readonly string[];
  /** Of a Sigma rule: what is to be shown with it. */
  readonly rule?: RuleCredit | undefined;
}

/** A hit that counts for a lens. */
export interface ScoredHit {
  readonly analyzer: ScoredAnalyzer;
  /** Ids of the nodes it names; of a rule's hit the first is what it is about. */
  readonly nodes: readonly string[];
  /** Event time, ms. */
  readonly time: number;
}

/** A hit with the risk that is left of it where stronger rules hit the same. */
interface WeighedHit {
  readonly hit: ScoredHit;
  readonly risk: number;
}

/**
 * The score of a lens as rows, one an analyzer, largest contribution first. Rules that hit one node
 * are mostly one finding seen several times: the strongest counts in full, each further one half of
 * the one before. Then of each analyzer, the hit of most risk counts in full, and each further one
 * again half, so that a repeated finding can at most double; each row is rounded to a tenth, and with
 * the terms (see terms.ts) the rows sum to the score (law 5).
 */
export function scoreRows(hits: readonly ScoredHit[]): ScoreRow[] {
  const byAnalyzer = new Map<string, WeighedHit[]>();
  for (const weighed of weigh(hits)) {
    const { id } = weighed.hit.analyzer;
    const ofAnalyzer = byAnalyzer.get(id);
    if (ofAnalyzer === undefined) byAnalyzer.set(id, [weighed]);
    else ofAnalyzer.push(weighed);
  }
  const rows = [...byAnalyzer.values()].map(rowOf);
  return rows.sort(
    (a, b) => b.contribution - a.contribution || (a.analyzerId < b.analyzerId ? -1 : 1),
  );
}

/** The sum of rows, in tenths without the noise of floating point. */
export function totalScore(rows: readonly { readonly contribution: number }[]): number {
  return rows.reduce((sum, { contribution }) => sum + Math.round(contribution * 10), 0) / 10;
}

function weigh(hits: readonly ScoredHit[]): WeighedHit[] {
  const weighed: WeighedHit[] = [];
  const rulesByNode = new Map<string, ScoredHit[]>();
  for (const hit of hits) {
    const [about] = hit.nodes;
    if (hit.analyzer.kind !== 'sigma' || about === undefined) {
      weighed.push({ hit, risk: hit.analyzer.risk });
      continue;
    }
    const ofNode = rulesByNode.get(about);
    if (ofNode === undefined) rulesByNode.set(about, [hit]);
    else ofNode.push(hit);
  }
  for (const ofNode of rulesByNode.values()) {
    ofNode.sort(({ analyzer: a }, { analyzer: b }) => b.risk - a.risk || (a.id < b.id ? -1 : 1));
    ofNode.forEach((hit, rank) => weighed.push({ hit, risk: hit.analyzer.risk / 2 ** rank }));
  }
  return weighed;
}

function rowOf(weighed: readonly WeighedHit[]): ScoreRow {
  const [
    {
      hit: { analyzer },
    },
  ] = weighed as readonly [WeighedHit];
  const times = weighed.map(({ hit }) => hit.time);
  const risks = weighed.map(({ risk }) => risk).sort((a, b) => b - a);
  const sum = risks.reduce((total, risk, rank) => total + risk / 2 ** rank, 0);
  return {
    analyzerId: analyzer.id,
    title: analyzer.title,
    kind: analyzer.kind,
    risk: analyzer.risk,
    techniques: analyzer.techniques,
    hits: weighed.length,
    contribution: Math.round(sum * 10) / 10,
    why: whyOf(analyzer.risk, risks),
    nodes: [...new Set(weighed.flatMap(({ hit }) => hit.nodes))].sort(),
    first: Math.min(...times),
    last: Math.max(...times),
    ...(analyzer.rule === undefined ? {} : { rule: analyzer.rule }),
  };
}

function whyOf(risk: number, risks: readonly number[]): string {
  const weaker = risks.filter((one) => one < risk).length;
  const repeated =
    risks.length === 1
      ? `one hit at its risk of ${risk}`
      : `${risks.length} hits: the first at its risk of ${risk}, each further at half of the one before`;
  if (weaker === 0) return repeated;
  const where = risks.length === 1 ? 'there' : `at ${weaker} of them`;
  return `${repeated}; stronger rules hit ${where} too, and it counts half for each`;
}

import type { AnalyzerKind, ScoreRow } from '../contract/lenses.ts';

/** What scoring must know of an analyzer. */
export interface ScoredAnalyzer {
  readonly id: string;
  readonly title: string;
  readonly kind: AnalyzerKind;
  readonly risk: number;
  readonly techniques: readonly string[];
}

/** A hit that counts for a lens. */
export interface ScoredHit {
  readonly analyzer: ScoredAnalyzer;
  /** Ids of the nodes it names. */
  readonly nodes: readonly string[];
  /** Event time, ms. */
  readonly time: number;
}

/**
 * The score of a lens as rows, one an analyzer, largest contribution first. Each further hit of
 * the same analyzer counts half of the one before, so that a repeated finding can at most double;
 * the score is the sum of the rows, each rounded to a tenth (law 5).
 */
export function scoreRows(hits: readonly ScoredHit[]): ScoreRow[] {
  const byAnalyzer = new Map<string, ScoredHit[]>();
  for (const hit of hits) {
    const ofAnalyzer = byAnalyzer.get(hit.analyzer.id);
    if (ofAnalyzer === undefined) byAnalyzer.set(hit.analyzer.id, [hit]);
    else ofAnalyzer.push(hit);
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

function rowOf(hits: readonly ScoredHit[]): ScoreRow {
  const [{ analyzer }] = hits as readonly [ScoredHit];
  const times = hits.map(({ time }) => time);
  const contribution = Math.round(analyzer.risk * (2 - 2 ** (1 - hits.length)) * 10) / 10;
  return {
    analyzerId: analyzer.id,
    title: analyzer.title,
    kind: analyzer.kind,
    risk: analyzer.risk,
    techniques: analyzer.techniques,
    hits: hits.length,
    contribution,
    why:
      hits.length === 1
        ? `one hit at its risk of ${analyzer.risk}`
        : `${hits.length} hits: the first at its risk of ${analyzer.risk}, each further at half of the one before`,
    nodes: [...new Set(hits.flatMap(({ nodes }) => nodes))].sort(),
    first: Math.min(...times),
    last: Math.max(...times),
  };
}

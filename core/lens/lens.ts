import type { Exception } from '../contract/exceptions.ts';
import { activityOf } from '../contract/lens-activity.ts';
import type { LensSummary, ScoreRow, ScoreTerm } from '../contract/lenses.ts';
import type { Hit, HitLens } from '../detect/hit.ts';
import { nodeType } from '../schema/schema.ts';
import { scoreRows, totalScore } from './score.ts';
import type { ScoredAnalyzer } from './score.ts';
import { assetsOfLens } from './asset-groups.ts';
import type { AssetWeight } from './asset-groups.ts';
import { criticalityTerm } from './criticality.ts';
import { scoreTerms } from './terms.ts';

/** So many names are told in the line that says why. */
const MAX_STORY_NAMES = 6;

/** A lens and what it is made of. */
export interface Lens {
  readonly summary: Omit<LensSummary, 'updatedAt'>;
  readonly rows: readonly ScoreRow[];
  readonly terms: readonly ScoreTerm[];
  /** The event time that ages are counted to, ms: that of the newest hit. */
  readonly asOf: number;
  /** The risk that hits put on each node, by node id. */
  readonly riskByNode: Readonly<Record<string, number>>;
  /** Titles of the analyzers whose hits name each node, by node id. */
  readonly hitBy: Readonly<Record<string, readonly string[]>>;
}

/** What a lens is made with, beside its hits. */
export interface LensContext {
  readonly analyzerOf: (id: string) => ScoredAnalyzer;
  /** On how many hosts of the tenant an analyzer hits. */
  readonly hostsOf: (analyzer: string) => number;
  /** How much the tenant says that an asset matters; without it, all are normal. */
  readonly weightOf?: ((asset: string) => AssetWeight) | undefined;
}

/** The score of hits, as of a time. */
export interface Score {
  readonly asOf: number;
  readonly score: number;
  readonly rows: readonly ScoreRow[];
  readonly terms: readonly ScoreTerm[];
}

/**
 * Scores the hits of a lens. Those after `asOf` do not count yet.
 *
 * @param lens the id of its entity, where everything meets and which therefore says nothing by it
 * @param asOf event time, ms; by default that of the newest hit, so that a score is a function of
 *   the hits alone
 */
export function scoreHits(
  lens: string,
  hits: readonly Hit[],
  { analyzerOf, hostsOf, weightOf }: LensContext,
  asOf: number = Math.max(0, ...hits.map(({ time }) => time)),
): Score {
  const counted = hits.filter(({ time }) => time <= asOf);
  const places = new Set(
    counted
      .flatMap(({ nodes }) => nodes)
      .filter(({ id, type }) => id !== lens && type !== 'asset' && !nodeType(type).boundary)
      .map(({ id }): string => id),
  );
  const rows = scoreRows(
    counted.map(({ analyzer, nodes, time }) => ({
      analyzer: analyzerOf(analyzer),
      nodes: nodes.map(({ id }) => id),
      time,
    })),
  );
  const isMeetingPlace = (node: string): boolean => places.has(node);
  const terms = scoreTerms(rows, { asOf, hostsOf, isMeetingPlace });
  const criticality =
    weightOf &&
    criticalityTerm(assetsOfLens(lens, counted), totalScore([...rows, ...terms]), weightOf);
  if (criticality !== undefined) terms.push(criticality);
  return { asOf, score: totalScore([...rows, ...terms]), rows, terms };
}

/**
 * Makes the lens of an entity from the hits that count for it.
 *
 * @param entity what it is about, by the id, type and name that the hits carry
 * @param hits its active hits, at least one
 * @param context what is known of analyzers
 * @param excepted hits that exceptions keep out: shown, and no part of the score
 */
export function makeLens(
  entity: HitLens,
  hits: readonly Hit[],
  context: LensContext,
  excepted: ReadonlyMap<Exception, readonly Hit[]> = new Map(),
): Lens {
  const ordered = [...hits].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  const { asOf, score, rows, terms } = scoreHits(entity.id, ordered, context);
  const riskByNode: Record<string, number> = {};
  const hitBy: Record<string, string[]> = {};
  for (const { risk, nodes, title } of rows) {
    for (const node of nodes) {
      riskByNode[node] = (riskByNode[node] ?? 0) + risk;
      (hitBy[node] ??= []).push(title);
    }
  }
  return {
    summary: {
      id: entity.id,
      type: entity.type,
      name: entity.name,
      score,
      hits: hits.length,
      techniques: [...new Set(rows.flatMap(({ techniques }) => techniques))].sort(),
      analyzers: rows.map(({ analyzerId, title }) => ({ id: analyzerId, title })),
      why: storyOf(ordered),
      first: Math.min(...rows.map(({ first }) => first)),
      last: Math.max(...rows.map(({ last }) => last)),
      activity: activityOf(ordered.map(({ time }) => time)),
    },
    rows: [
      ...rows,
      ...[...excepted].map(([exception, out]) =>
        exceptionRow(exception, out, context.analyzerOf(exception.analyzer)),
      ),
    ],
    terms,
    asOf,
    riskByNode,
    hitBy,
  };
}

/** The row of hits that do not count: whose they are, and why they do not. */
function exceptionRow(
  { id, reason, analyzer, by }: Exception,
  hits: readonly Hit[],
  { title, kind, techniques }: ScoredAnalyzer,
): ScoreRow {
  const times = hits.map(({ time }) => time);
  const count = hits.length === 1 ? 'one hit of it' : `${hits.length} hits of it`;
  return {
    analyzerId: `exception ${id}`,
    title,
    kind,
    risk: 0,
    techniques,
    hits: hits.length,
    contribution: 0,
    why: `an exception of ${by} keeps out ${count}: ${reason}`,
    nodes: [],
    first: Math.min(...times),
    last: Math.max(...times),
    exception: { id, analyzer },
  };
}

/** The nodes of the hits in order of time, each once: `dropper.exe (12) → cmd.exe (14)`. */
function storyOf(hits: readonly Hit[]): string {
  const labels = new Map<string, string>();
  for (const { nodes } of hits) for (const { id, label } of nodes) labels.set(id, label);
  const names = [...labels.values()];
  const told = names.slice(0, MAX_STORY_NAMES).join(' → ');
  return names.length > MAX_STORY_NAMES ? `${told} → …` : told;
}

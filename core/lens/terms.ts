import type { ScoreRow, ScoreTerm } from '../contract/lenses.ts';
import { tacticOf } from '../contract/tactics.ts';

/** An analyzer that hits on more hosts of the tenant than this says less of each of them. */
const COMMON = [
  { hosts: 32, share: 0.5 },
  { hosts: 8, share: 0.25 },
] as const;

const DAY_MS = 86_400_000;

/** A finding is as good as new for so long; from then on it halves every so often. */
const FRESH_MS = 7 * DAY_MS;
const HALF_LIFE_MS = 30 * DAY_MS;

/** Every analyzer that meets a stronger one on a node counts by so much more. */
const MEETING_SHARE = 0.25;

/** Every tactic after the first raises what is there by so much, up to so many of them. */
const TACTIC_SHARE = 0.05;
const MAX_FURTHER_TACTICS = 4;

/** What the terms of a score are made from, beside its rows. */
export interface TermContext {
  /** The event time for which the score is told, ms. */
  readonly asOf: number;
  /** On how many hosts of the tenant an analyzer hits. */
  readonly hostsOf: (analyzer: string) => number;
  /** Whether analyzers that name this node can be said to meet there. */
  readonly isMeetingPlace: (node: string) => boolean;
}

/** An analyzer's row with what is left of it, in tenths of a point. */
interface Standing {
  readonly row: ScoreRow;
  readonly left: number;
}

/**
 * What a score counts beside its analyzers, each a row of its own: less for what is common in the
 * tenant and for what is old, more for analyzers that meet on one node and for several tactics.
 * A function of the set of rows, whatever their order; terms that come to nothing are left out.
 */
export function scoreTerms(rows: readonly ScoreRow[], context: TermContext): ScoreTerm[] {
  const terms: ScoreTerm[] = [];
  const standing: Standing[] = [];
  for (const row of rows) {
    const whole = tenths(row.contribution);
    const common = commonTerm(row, whole, context);
    const aged = ageTerm(row, whole - lossOf(common), context);
    for (const term of [common, aged]) if (term !== undefined) terms.push(term);
    const left = whole - lossOf(common) - lossOf(aged);
    if (left > 0) standing.push({ row, left });
  }
  for (const term of [meetingTerm(standing, context), tacticsTerm(standing)]) {
    if (term !== undefined) terms.push(term);
  }
  return terms;
}

function commonTerm(row: ScoreRow, left: number, { hostsOf }: TermContext): ScoreTerm | undefined {
  const hosts = hostsOf(row.analyzerId);
  const share = commonShare(hosts);
  return loss('common', row, Math.round(left * share), [
    `hits on ${hosts} hosts here, so on each of them it counts ${share * 100} % less`,
  ]);
}

/** By how much an analyzer counts less that hits on so many hosts, from 0 to 1. */
export function commonShare(hosts: number): number {
  return COMMON.find((step) => hosts > step.hosts)?.share ?? 0;
}

function ageTerm(row: ScoreRow, left: number, { asOf }: TermContext): ScoreTerm | undefined {
  const stale = asOf - row.last - FRESH_MS;
  if (stale <= 0) return undefined;
  const days = Math.floor((asOf - row.last) / DAY_MS);
  return loss('age', row, Math.round(left * (1 - 2 ** (-stale / HALF_LIFE_MS))), [
    `last hit ${days} days before the time of this score`,
    'after 7 days it halves every 30',
  ]);
}

function loss(
  kind: 'common' | 'age',
  { analyzerId, title, nodes }: ScoreRow,
  amount: number,
  why: readonly string[],
): ScoreTerm | undefined {
  if (amount <= 0) return undefined;
  return { kind, analyzerId, title, contribution: -amount / 10, why: why.join('; '), nodes };
}

/** The node where meeting is worth most. Sigma rules there are one finding: the strongest speaks. */
function meetingTerm(
  standing: readonly Standing[],
  { isMeetingPlace }: TermContext,
): ScoreTerm | undefined {
  const byNode = new Map<string, Standing[]>();
  for (const one of standing) {
    for (const node of one.row.nodes) {
      if (isMeetingPlace(node)) byNode.set(node, [...(byNode.get(node) ?? []), one]);
    }
  }
  let best: { readonly node: string; readonly gain: number; readonly met: Standing[] } | undefined;
  for (const [node, all] of byNode) {
    const met = independent(all);
    const weaker = met.slice(1).reduce((sum, { left }) => sum + left, 0);
    const gain = Math.round(weaker * MEETING_SHARE);
    const isBetter = gain > (best?.gain ?? 0) || (gain === best?.gain && node < best.node);
    if (gain > 0 && isBetter) best = { node, gain, met };
  }
  if (best === undefined) return undefined;
  const { node, gain, met } = best;
  return {
    kind: 'meeting',
    title: `${met.length} analyzers meet on one node`,
    contribution: gain / 10,
    why: `each after the strongest counts a quarter more: ${met.map(({ row }) => row.title).join(', ')}`,
    nodes: [node],
  };
}

/** Strongest first, of all rules only the strongest. */
function independent(standing: readonly Standing[]): Standing[] {
  const sorted = standing.toSorted(
    (a, b) => b.left - a.left || (a.row.analyzerId < b.row.analyzerId ? -1 : 1),
  );
  const rule = sorted.find(({ row }) => row.kind === 'sigma');
  return sorted.filter((one) => one.row.kind !== 'sigma' || one === rule);
}

function tacticsTerm(standing: readonly Standing[]): ScoreTerm | undefined {
  const names = new Set<string>();
  const carrying: ScoreRow[] = [];
  for (const { row } of standing) {
    const tactics = row.techniques.flatMap((technique) => tacticOf(technique)?.name ?? []);
    for (const name of tactics) names.add(name);
    if (tactics.length > 0) carrying.push(row);
  }
  const further = Math.min(names.size - 1, MAX_FURTHER_TACTICS);
  const left = standing.reduce((sum, one) => sum + one.left, 0);
  const gain = Math.round(left * TACTIC_SHARE * further);
  if (further <= 0 || gain <= 0) return undefined;
  return {
    kind: 'tactics',
    title: `${names.size} tactics of ATT&CK`,
    contribution: gain / 10,
    why: `5 % more for each after the first, for at most ${MAX_FURTHER_TACTICS}: ${[...names].sort().join(', ')}`,
    nodes: [...new Set(carrying.flatMap(({ nodes }) => nodes))].sort(),
  };
}

function tenths(points: number): number {
  return Math.round(points * 10);
}

function lossOf(term: ScoreTerm | undefined): number {
  return term === undefined ? 0 : -tenths(term.contribution);
}

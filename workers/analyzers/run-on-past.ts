import type {
  PastHitState,
  PastLens,
  PastRun,
  PastRunLine,
  RunAnalyzerRequest,
} from '../../core/contract/analyzers.ts';
import type { Analyzer } from '../../core/detect/analyzer.ts';
import { parseAnalyzer } from '../../core/detect/analyzer.ts';
import type { Hit } from '../../core/detect/hit.ts';
import { hitsOfPast } from '../../core/detect/past-run.ts';
import type { TimeRange } from '../../core/detect/past-run.ts';
import type { Ref } from '../../core/graph/id.ts';
import { scoreRows, totalScore } from '../../core/lens/score.ts';
import { shardStub, tenantStub } from '../../durable-objects/stubs.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import { knownLenses } from '../d1/lenses.ts';
import { findRuleSet } from '../d1/rule-sets.ts';
import { ApiError, notFound } from '../errors.ts';
import { logError } from '../log.ts';
import { triedHit } from './check-analyzer.ts';
import { patternOf } from './list-patterns.ts';

/** Matches that one run keeps in memory, parts of hits among them; beyond, it ends and says so. */
const MAX_MATCHES = 20_000;

/** What is told of all that was found; everything is counted. */
const MAX_SHOWN_HITS = 200;
const MAX_SHOWN_LENSES = 100;

const DAY_MS = 86_400_000;

/** What is run, and what it is compared with. */
interface Run {
  readonly analyzer: Analyzer;
  readonly current: Analyzer | undefined;
  readonly sources: readonly string[];
  readonly range: TimeRange;
}

/** What a run has found so far. */
interface Findings {
  readonly matches: [Map<string, Hit>, Map<string, Hit>];
  readonly limits: Set<string>;
  scanned: number;
}

/**
 * Runs an analyzer, saved or not, over what is stored: how far it is, and at the end what it would
 * have found. Changes nothing, neither in the graph nor in lenses. Ends where nobody listens.
 */
export async function runOnPast(
  env: Env,
  tenant: TenantId,
  request: RunAnalyzerRequest,
): Promise<AsyncGenerator<PastRunLine>> {
  const run = await prepare(env, tenant, request);
  return lines(env, tenant, run);
}

async function prepare(
  env: Env,
  tenant: TenantId,
  { id, source, from, to }: RunAnalyzerRequest,
): Promise<Run> {
  const ruleSet = await findRuleSet(env.DB, tenant);
  const range = { from, to };
  if (source === undefined) {
    const found = await patternOf(env, ruleSet, id ?? '');
    if (found === undefined) throw notFound('analyzer');
    // It is what it would be compared with.
    return { analyzer: found.analyzer, current: undefined, sources: [found.source], range };
  }
  const read = parseAnalyzer(source);
  if (!read.ok) {
    throw new ApiError(422, 'analyzers.faulty', 'The text is no analyzer.', {
      errors: read.faults.map(({ line, column, message }) => ({
        field: `${line}:${column}`,
        message,
      })),
    });
  }
  const current = await patternOf(env, ruleSet, read.analyzer.id);
  return {
    analyzer: read.analyzer,
    current: current?.analyzer,
    sources: current === undefined ? [source] : [source, current.source],
    range,
  };
}

async function* lines(env: Env, tenant: TenantId, run: Run): AsyncGenerator<PastRunLine> {
  const findings: Findings = { matches: [new Map(), new Map()], limits: new Set(), scanned: 0 };
  try {
    const shards = await tenantStub(env, tenant).shards();
    let before = 0;
    for (const [index, shard] of shards.entries()) {
      let next: Ref | undefined;
      do {
        const step = await shardStub(env, tenant, shard).pastStep(run.sources, run.range, next);
        take(findings, step.hits);
        findings.scanned += step.scanned;
        if (step.isStopped) {
          findings.limits.add('In places it had to look at too much, and was stopped there.');
        }
        // Shards not yet reached are taken to be of the size of those that were.
        const known = before + step.total;
        const total = Math.round((known / (index + 1)) * shards.length);
        yield {
          type: 'progress',
          scanned: findings.scanned,
          total: Math.max(total, findings.scanned),
          hits: findings.matches[0].size,
        };
        next = step.next;
        if (next === undefined) before += step.total;
      } while (next !== undefined && !isFull(findings));
      if (isFull(findings)) break;
    }
    yield { type: 'result', result: await resultOf(env, tenant, run, findings) };
  } catch (error) {
    logError('analyzers.run-failed', error, { tenant });
    yield { type: 'failed', message: 'The run could not be finished. Try it again.' };
  }
}

function take(findings: Findings, hits: readonly (readonly Hit[])[]): void {
  for (const [index, found] of hits.entries()) {
    for (const hit of found) findings.matches[index as 0 | 1].set(hit.id, hit);
  }
  if (isFull(findings)) {
    findings.limits.add(`It ended after ${MAX_MATCHES} matches: what it found is a part.`);
  }
}

function isFull({ matches: [tried, current] }: Findings): boolean {
  return tried.size >= MAX_MATCHES || current.size >= MAX_MATCHES;
}

async function resultOf(
  env: Env,
  tenant: TenantId,
  { analyzer, current, range }: Run,
  { matches, limits, scanned }: Findings,
): Promise<PastRun> {
  const hits = hitsOfPast(analyzer, matches[0].values(), range);
  const before = current && hitsOfPast(current, matches[1].values(), range);
  const ids = new Set(hits.map(({ id }) => id));
  const idsBefore = new Set(before?.map(({ id }) => id));
  const gone = (before ?? []).filter(({ id }) => !ids.has(id));
  const stateOf = (id: string): PastHitState => {
    if (!ids.has(id)) return 'gone';
    return idsBefore.has(id) ? 'same' : 'new';
  };
  const same = hits.filter(({ id }) => idsBefore.has(id)).length;
  return {
    scanned,
    hits: hits.length,
    difference: { new: hits.length - same, same, gone: gone.length },
    lenses: await lensesOf(env, tenant, analyzer, hits),
    shown: [...hits, ...gone]
      .sort((a, b) => rankOf(stateOf(a.id)) - rankOf(stateOf(b.id)) || b.time - a.time)
      .slice(0, MAX_SHOWN_HITS)
      .map((hit) => ({ ...triedHit(hit), state: stateOf(hit.id) })),
    days: daysOf(hits),
    limits: [...limits],
  };
}

/** What is not as before comes first. */
function rankOf(state: PastHitState): number {
  return state === 'same' ? 1 : 0;
}

async function lensesOf(
  env: Env,
  tenant: TenantId,
  analyzer: Analyzer,
  hits: readonly Hit[],
): Promise<PastLens[]> {
  const byLens = new Map<string, { readonly type: string; readonly name: string; hits: Hit[] }>();
  for (const hit of hits) {
    for (const { id, type, name } of hit.lenses) {
      const known = byLens.get(id);
      if (known === undefined) byLens.set(id, { type, name, hits: [hit] });
      else known.hits.push(hit);
    }
  }
  const all = [...byLens].map(([id, lens]) => ({
    id,
    type: lens.type,
    name: lens.name,
    hits: lens.hits.length,
    contribution: totalScore(
      scoreRows(
        lens.hits.map(({ nodes, time }) => ({
          analyzer,
          nodes: nodes.map((node) => node.id),
          time,
        })),
      ),
    ),
  }));
  const shown = all
    .sort((a, b) => b.contribution - a.contribution || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_SHOWN_LENSES);
  const open = await knownLenses(
    env.DB,
    tenant,
    shown.map(({ id }) => id),
  );
  return shown.map((lens) => ({ ...lens, isOpen: open.has(lens.id) }));
}

function daysOf(hits: readonly Hit[]): { day: number; hits: number }[] {
  const counts = new Map<number, number>();
  for (const { time } of hits) {
    const day = Math.floor(time / DAY_MS) * DAY_MS;
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts].map(([day, count]) => ({ day, hits: count })).sort((a, b) => a.day - b.day);
}

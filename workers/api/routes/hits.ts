import { Hono } from 'hono';
import type { HitExplanation, HitFact, LensHits } from '../../../core/contract/lenses.ts';
import type { Hit } from '../../../core/detect/hit.ts';
import { ruleOfAnalyzer } from '../../../core/detect/rule-hits.ts';
import { isNodeId } from '../../../core/graph/id.ts';
import { shardStub, tenantStub } from '../../../durable-objects/stubs.ts';
import type { TenantId } from '../../../durable-objects/stubs.ts';
import { askShards } from '../../ask-shards.ts';
import { findLens } from '../../d1/lenses.ts';
import { findRuleSet } from '../../d1/rule-sets.ts';
import { notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';

/** Hits of one row that are told; all are counted. */
const MAX_SHOWN = 50;

/** Facts of one hit that are told: a count can rest on hundreds. */
const MAX_FACTS = 200;

/** The hits behind a lens's rows, and the facts behind those. */
export const hitRoutes = new Hono<ApiEnv>()
  .get('/lenses/:id/hits', may('viewer', 'read'), async (c) => {
    const id = c.req.param('id');
    if (!isNodeId(id)) throw notFound('lens');
    const analyzer = c.req.query('analyzer') ?? '';
    const tenant = c.get('tenant');
    const [lens, found] = await Promise.all([
      findLens(c.env.DB, tenant, id),
      tenantStub(c.env, tenant).lensHits(id, analyzer),
    ]);
    if (lens === undefined) throw notFound('lens');
    const hits = [...found].sort((a, b) => b.time - a.time || (a.id < b.id ? -1 : 1));
    const answer: LensHits = {
      hits: hits.slice(0, MAX_SHOWN).map((hit) => {
        return { id: hit.id, title: titleOf(hit), time: hit.time };
      }),
      omitted: Math.max(0, hits.length - MAX_SHOWN),
    };
    return c.json(answer);
  })
  .get('/hits/:id', may('viewer', 'read'), async (c) => {
    const tenant = c.get('tenant');
    const found = await tenantStub(c.env, tenant).findHit(c.req.param('id'));
    if (found === null) throw notFound('hit');
    const { hit, shards } = found;
    const facts =
      ruleOfAnalyzer(hit.analyzer) === undefined
        ? await patternFacts(c.env, tenant, hit, shards)
        : ruleFacts(hit);
    const answer: HitExplanation = {
      title: titleOf(hit),
      analyzerId: hit.analyzer,
      facts: facts.slice(0, MAX_FACTS),
    };
    return c.json(answer);
  });

/** A rule has one title for all of its hits: there the nodes tell them apart. */
function titleOf({ title, nodes }: Hit): string {
  return title === '' ? nodes.map(({ label }) => label).join(' · ') : title;
}

async function patternFacts(
  env: Env,
  tenant: TenantId,
  hit: Hit,
  shards: readonly number[],
): Promise<HitFact[]> {
  const { version } = await findRuleSet(env.DB, tenant);
  const parts = await askShards(shards, async (shard) => {
    return await shardStub(env, tenant, shard).explainHit(hit, version);
  });
  const byText = new Map<string, HitFact>();
  for (const { subject, predicate, object, first, upload, record } of parts.flat()) {
    const fact: HitFact = { subject, predicate, object, first, evidence: { upload, record } };
    byText.set(JSON.stringify(fact), fact);
  }
  return [...byText.values()].sort((a, b) => a.first - b.first);
}

/** What a rule's hit rests on: the record that it matched, or those that a correlation counted. */
function ruleFacts({ analyzer, nodes, time, evidence }: Hit): HitFact[] {
  const rule = ruleOfAnalyzer(analyzer) ?? '';
  const subject = nodes[0]?.label ?? '';
  return evidence.map(({ upload, record, rule: contributing, time: at }) => ({
    subject,
    predicate: 'matched_rules',
    object: contributing ?? rule,
    first: at ?? time,
    evidence: { upload, record },
  }));
}

import { Hono } from 'hono';
import { lensQuery } from '../../../core/contract/lens-life.ts';
import { scoreQuery } from '../../../core/contract/lenses.ts';
import type { LensDetail, LensList } from '../../../core/contract/lenses.ts';
import { isNodeId } from '../../../core/graph/id.ts';
import { tenantStub } from '../../../durable-objects/stubs.ts';
import { listAssignees } from '../../d1/lens-events.ts';
import { findLinked, listDuplicates } from '../../d1/duplicates.ts';
import { countLenses, findLens, isCursor, listLenses } from '../../d1/lenses.ts';
import { ApiError, notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readQuery } from '../problem.ts';
import { explainNode, isKnownType, readLensCore, readLensGraph, readNode } from '../read-graph.ts';

/** Lenses and their graphs. */
export const lensRoutes = new Hono<ApiEnv>()
  .get('/lenses', may('viewer', 'read'), async (c) => {
    const query = readQuery(c, lensQuery);
    if (query.after !== undefined && !isCursor(query.after, query.sort)) {
      throw new ApiError(400, 'lenses.bad-cursor', 'There is no such page.');
    }
    const caller = c.get('caller');
    const reader = {
      tenant: c.get('tenant'),
      // Nothing is assigned to a token.
      user: caller.kind === 'member' ? caller.user.id : '',
      now: Date.now(),
    };
    const [page, counts, assignees] = await Promise.all([
      listLenses(c.env.DB, reader, query),
      countLenses(c.env.DB, reader),
      listAssignees(c.env.DB, reader.tenant),
    ]);
    const list: LensList = { ...page, counts, assignees };
    return c.json(list);
  })
  .get('/lenses/:id', may('viewer', 'read'), async (c) => {
    const id = c.req.param('id');
    const tenant = c.get('tenant');
    if (!isNodeId(id)) throw notFound('lens');
    const [summary, opened] = await Promise.all([
      findLens(c.env.DB, tenant, id),
      tenantStub(c.env, tenant).openLens(id),
    ]);
    if (summary === undefined || opened === null) throw notFound('lens');
    const read = c.req.query('context') === 'none' ? readLensCore : readLensGraph;
    const { updatedAt, life } = summary;
    const [graph, duplicates, duplicateOf] = await Promise.all([
      read(c.env, tenant, opened.lens),
      listDuplicates(c.env.DB, tenant, id),
      life?.duplicateOf && findLinked(c.env.DB, tenant, life.duplicateOf),
    ]);
    const lens = { ...opened.lens.summary, updatedAt, life };
    const { rows, terms } = opened.lens;
    const links = { duplicateOf: duplicateOf || undefined, duplicates };
    const detail: LensDetail = { lens, rows, terms, ...links, graph };
    return c.json(detail);
  })
  .get('/lenses/:id/score', may('viewer', 'read'), async (c) => {
    const id = c.req.param('id');
    if (!isNodeId(id)) throw notFound('lens');
    const { asOf, without = '' } = readQuery(c, scoreQuery);
    const kind = without.startsWith('node:') ? 'node' : 'analyzer';
    const named = without === '' ? {} : { [kind]: without.slice(kind.length + 1) };
    const score = await tenantStub(c.env, c.get('tenant')).scoreLens(id, asOf, named);
    if (score === null) throw notFound('lens');
    return c.json(score);
  })
  .get('/nodes/:id', may('viewer', 'read'), async (c) => {
    const id = c.req.param('id');
    if (!isNodeId(id) || !isKnownType(id)) throw notFound('node');
    const graph = await readNode(c.env, c.get('tenant'), id);
    if (graph.nodes.length === 0) throw notFound('node');
    return c.json(graph);
  })
  .get('/nodes/:id/identity', may('viewer', 'read'), async (c) => {
    const id = c.req.param('id');
    if (!isNodeId(id) || !isKnownType(id)) throw notFound('node');
    const explanation = await explainNode(c.env, c.get('tenant'), id);
    if (explanation === undefined) throw notFound('node');
    return c.json(explanation);
  });

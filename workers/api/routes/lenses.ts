import { Hono } from 'hono';
import type { LensDetail } from '../../../core/contract/lenses.ts';
import { isNodeId } from '../../../core/graph/id.ts';
import { tenantStub } from '../../../durable-objects/stubs.ts';
import { findLens, listLenses } from '../../d1/lenses.ts';
import { notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { explainNode, isKnownType, readLensCore, readLensGraph, readNode } from '../read-graph.ts';

/** Lenses in the list. */
const LENSES_PER_PAGE = 500;

/** Lenses and their graphs. */
export const lensRoutes = new Hono<ApiEnv>()
  .get('/lenses', may('viewer', 'read'), async (c) =>
    c.json({ lenses: await listLenses(c.env.DB, c.get('tenant'), LENSES_PER_PAGE) }),
  )
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
    const graph = await read(c.env, tenant, opened.lens);
    const lens = { ...opened.lens.summary, updatedAt: summary.updatedAt };
    const detail: LensDetail = { lens, rows: opened.lens.rows, graph };
    return c.json(detail);
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

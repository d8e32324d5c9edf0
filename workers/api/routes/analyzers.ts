import { Hono } from 'hono';
import type { Context } from 'hono';
import {
  checkAnalyzerRequest,
  runAnalyzerRequest,
  saveAnalyzerRequest,
  setAnalyzersRequest,
} from '../../../core/contract/analyzers.ts';
import { saveIndicatorsRequest, setIndicatorsRequest } from '../../../core/contract/indicators.ts';
import { checkAnalyzer } from '../../analyzers/check-analyzer.ts';
import {
  deleteIndicators,
  listIndicators,
  saveIndicators,
  setIndicatorState,
} from '../../analyzers/indicator-lists.ts';
import { findPattern } from '../../analyzers/list-patterns.ts';
import { deleteAnalyzer, saveAnalyzer, setAnalyzerStates } from '../../analyzers/own-analyzers.ts';
import type { Author } from '../../analyzers/own-analyzers.ts';
import { runOnPast } from '../../analyzers/run-on-past.ts';
import { notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { nameOf } from '../caller.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';
import { streamOf } from '../stream-of.ts';

/** Patterns: those of the service, and a tenant's own. */
export const analyzerRoutes = new Hono<ApiEnv>()
  .get('/indicators', may('viewer', 'read'), async (c) =>
    c.json(await listIndicators(c.env, c.get('tenant'))),
  )
  .put('/indicators/:id', may('analyst', 'manage'), async (c) => {
    const list = await readJson(c, saveIndicatorsRequest);
    const id = c.req.param('id');
    return c.json(await saveIndicators(c.env, c.get('tenant'), id, list, authorOf(c)));
  })
  .patch('/indicators/:id', may('analyst', 'manage'), async (c) => {
    const { state } = await readJson(c, setIndicatorsRequest);
    await setIndicatorState(c.env, c.get('tenant'), c.req.param('id'), state, authorOf(c));
    return c.body(null, 204);
  })
  .delete('/indicators/:id', may('analyst', 'manage'), async (c) => {
    await deleteIndicators(c.env, c.get('tenant'), c.req.param('id'), authorOf(c));
    return c.body(null, 204);
  })
  .post('/analyzers/check', may('analyst', 'read', 'shown'), async (c) => {
    const { source, records } = await readJson(c, checkAnalyzerRequest);
    return c.json(checkAnalyzer(source, records, Date.now()));
  })
  .post('/analyzers/run', may('analyst', 'read', 'shown'), async (c) => {
    const request = await readJson(c, runAnalyzerRequest);
    const lines = await runOnPast(c.env, c.get('tenant'), request);
    return c.body(streamOf(jsonLines(lines)), 200, {
      'content-type': 'application/jsonl; charset=utf-8',
    });
  })
  .patch('/analyzers', may('analyst', 'manage'), async (c) => {
    const change = await readJson(c, setAnalyzersRequest);
    await setAnalyzerStates(c.env, c.get('tenant'), change, authorOf(c));
    return c.body(null, 204);
  })
  .put('/analyzers/:id', may('analyst', 'manage'), async (c) => {
    const { source, basedOn } = await readJson(c, saveAnalyzerRequest);
    const id = c.req.param('id');
    await saveAnalyzer(c.env, c.get('tenant'), { id, source, basedOn }, authorOf(c));
    return c.body(null, 204);
  })
  .delete('/analyzers/:id', may('analyst', 'manage'), async (c) => {
    await deleteAnalyzer(c.env, c.get('tenant'), c.req.param('id'), authorOf(c));
    return c.body(null, 204);
  })
  .get('/analyzers/:id', may('viewer', 'read'), async (c) => {
    const found = await findPattern(c.env, c.get('tenant'), c.req.param('id'));
    if (found === undefined) throw notFound('analyzer');
    return c.json(found);
  });

/** Values as lines of JSON, made as they are read. */
async function* jsonLines(values: AsyncGenerator<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}

function authorOf(c: Context<ApiEnv>): Author {
  return { by: nameOf(c.get('caller')), now: Date.now() };
}

import { Hono } from 'hono';
import type { Context } from 'hono';
import {
  checkAnalyzerRequest,
  runAnalyzerRequest,
  saveAnalyzerRequest,
  setAnalyzersRequest,
} from '../../../core/contract/analyzers.ts';
import { checkAnalyzer } from '../../analyzers/check-analyzer.ts';
import { findPattern } from '../../analyzers/list-patterns.ts';
import { deleteAnalyzer, saveAnalyzer, setAnalyzerStates } from '../../analyzers/own-analyzers.ts';
import type { Author } from '../../analyzers/own-analyzers.ts';
import { runOnPast } from '../../analyzers/run-on-past.ts';
import { notFound } from '../../errors.ts';
import { member } from '../member.ts';
import type { ApiEnv } from '../member.ts';
import { readJson } from '../problem.ts';

/** Patterns: those of the service, and a tenant's own. For members. */
export const analyzerRoutes = new Hono<ApiEnv>()
  .post('/analyzers/check', member, async (c) => {
    const { source, records } = await readJson(c, checkAnalyzerRequest);
    return c.json(checkAnalyzer(source, records, Date.now()));
  })
  .post('/analyzers/run', member, async (c) => {
    const request = await readJson(c, runAnalyzerRequest);
    const lines = await runOnPast(c.env, c.get('tenant'), request);
    return c.body(jsonLines(lines), 200, { 'content-type': 'application/jsonl; charset=utf-8' });
  })
  .patch('/analyzers', member, async (c) => {
    const change = await readJson(c, setAnalyzersRequest);
    await setAnalyzerStates(c.env, c.get('tenant'), change, authorOf(c));
    return c.body(null, 204);
  })
  .put('/analyzers/:id', member, async (c) => {
    const { source, basedOn } = await readJson(c, saveAnalyzerRequest);
    const id = c.req.param('id');
    await saveAnalyzer(c.env, c.get('tenant'), { id, source, basedOn }, authorOf(c));
    return c.body(null, 204);
  })
  .delete('/analyzers/:id', member, async (c) => {
    await deleteAnalyzer(c.env, c.get('tenant'), c.req.param('id'), authorOf(c));
    return c.body(null, 204);
  })
  .get('/analyzers/:id', member, async (c) => {
    const found = await findPattern(c.env, c.get('tenant'), c.req.param('id'));
    if (found === undefined) throw notFound('analyzer');
    return c.json(found);
  });

/** Values as lines of JSON, made as they are read; nobody reading them any more ends the work. */
function jsonLines(values: AsyncGenerator<unknown>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await values.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    async cancel() {
      await values.return(undefined);
    },
  });
}

function authorOf(c: Context<ApiEnv>): Author {
  return { by: c.get('session').user.email, now: Date.now() };
}

import { Hono } from 'hono';
import { exceptionRequest, filterRequest } from '../../../core/contract/exceptions.ts';
import type {
  ExceptionList,
  FilterPreview,
  ImportedFilter,
} from '../../../core/contract/exceptions.ts';
import { tenantStub } from '../../../durable-objects/stubs.ts';
import { ApiError, notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { nameOf } from '../caller.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** Hits that a tenant does not count. */
export const exceptionRoutes = new Hono<ApiEnv>()
  .get('/exceptions', may('viewer', 'read'), async (c) => {
    const list: ExceptionList = {
      exceptions: await tenantStub(c.env, c.get('tenant')).listExceptions(),
    };
    return c.json(list);
  })
  .post('/exceptions/preview', may('analyst', 'read', 'shown'), async (c) => {
    const request = await readJson(c, exceptionRequest);
    const stub = tenantStub(c.env, c.get('tenant'));
    return c.json(accepted(await stub.previewException(request, nameOf(c.get('caller')))));
  })
  .post('/exceptions', may('analyst', 'triage'), async (c) => {
    const request = await readJson(c, exceptionRequest);
    const stub = tenantStub(c.env, c.get('tenant'));
    return c.json(accepted(await stub.addException(request, nameOf(c.get('caller')))), 201);
  })
  .post('/exceptions/filters/preview', may('analyst', 'read', 'shown'), async (c) => {
    const request = await readJson(c, filterRequest);
    const tenant = c.get('tenant');
    const by = nameOf(c.get('caller'));
    const { title, titles, requests, unknown } = accepted(
      await tenantStub(c.env, tenant).exceptionsOfFilter(request),
      'text',
    );
    const rules = [];
    for (const [at, one] of requests.entries()) {
      const preview = accepted(await tenantStub(c.env, tenant).previewException(one, by), 'text');
      rules.push({ analyzer: one.analyzer, title: titles[at] ?? '', preview });
    }
    const answer: FilterPreview = { title, rules, unknown };
    return c.json(answer);
  })
  .post('/exceptions/filters', may('analyst', 'triage'), async (c) => {
    const request = await readJson(c, filterRequest);
    const stub = tenantStub(c.env, c.get('tenant'));
    const { requests, unknown } = accepted(await stub.exceptionsOfFilter(request), 'text');
    const exceptions = [];
    for (const one of requests) {
      exceptions.push(accepted(await stub.addException(one, nameOf(c.get('caller'))), 'text'));
    }
    const answer: ImportedFilter = { exceptions, unknown };
    return c.json(answer, 201);
  })
  .delete('/exceptions/:id', may('analyst', 'triage'), async (c) => {
    const stub = tenantStub(c.env, c.get('tenant'));
    if (!(await stub.removeException(c.req.param('id')))) throw notFound('exception');
    return c.body(null, 204);
  });

/** What the object answered; a text is what is wrong with the conditions. */
function accepted<T extends object>(answer: T | string, field = 'where'): T {
  if (typeof answer !== 'string') return answer;
  throw new ApiError(422, 'exceptions.bad-condition', 'The conditions cannot be used.', {
    errors: [{ field, message: answer }],
  });
}

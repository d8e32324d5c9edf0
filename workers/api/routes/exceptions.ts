import { Hono } from 'hono';
import { exceptionRequest } from '../../../core/contract/exceptions.ts';
import type { ExceptionList } from '../../../core/contract/exceptions.ts';
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
  .delete('/exceptions/:id', may('analyst', 'triage'), async (c) => {
    const stub = tenantStub(c.env, c.get('tenant'));
    if (!(await stub.removeException(c.req.param('id')))) throw notFound('exception');
    return c.body(null, 204);
  });

/** What the object answered; a text is what is wrong with the conditions. */
function accepted<T extends object>(answer: T | string): T {
  if (typeof answer !== 'string') return answer;
  throw new ApiError(422, 'exceptions.bad-condition', 'The conditions cannot be used.', {
    errors: [{ field: 'where', message: answer }],
  });
}

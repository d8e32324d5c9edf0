import { Hono } from 'hono';
import { isAtLeast } from '../../../core/contract/roles.ts';
import { savedViewRequest } from '../../../core/contract/saved-views.ts';
import type { SavedViewList } from '../../../core/contract/saved-views.ts';
import { listViews, removeView, saveView } from '../../d1/saved-views.ts';
import { ApiError, notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** Views of the list of lenses, and hunts: a member's own, and those that everybody has. */
export const savedViewRoutes = new Hono<ApiEnv>()
  .get('/views', may('viewer'), async (c) => {
    const { user } = c.get('session');
    const list: SavedViewList = {
      views: await listViews(c.env.DB, c.get('tenant'), user.id),
    };
    return c.json(list);
  })
  .post('/views', may('viewer'), async (c) => {
    const request = await readJson(c, savedViewRequest);
    const { user, role } = c.get('session');
    if (request.isShared && !isAtLeast(role, 'analyst')) {
      throw new ApiError(403, 'api.role', 'Views for everybody are for analysts or more.');
    }
    const view = await saveView(c.env.DB, c.get('tenant'), user.id, request, Date.now());
    if (view === undefined) {
      throw new ApiError(422, 'views.full', 'There are as many views as there may be.');
    }
    return c.json(view, 201);
  })
  .delete('/views/:id', may('viewer'), async (c) => {
    const { user, role } = c.get('session');
    const mayShared = isAtLeast(role, 'analyst');
    const id = c.req.param('id');
    if (!(await removeView(c.env.DB, c.get('tenant'), user.id, id, mayShared))) {
      throw notFound('view');
    }
    return c.body(null, 204);
  });

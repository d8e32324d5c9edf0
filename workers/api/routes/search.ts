import { Hono } from 'hono';
import { searchParameters } from '../../../core/contract/search.ts';
import { isNodeType } from '../../../core/schema/schema.ts';
import { ApiError } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { may } from '../may.ts';
import { readQuery } from '../problem.ts';
import { searchShards } from '../search-shards.ts';

/** Looking for nodes by what they are called. */
export const searchRoutes = new Hono<ApiEnv>().get('/search', may('viewer', 'read'), async (c) => {
  const { q, type, property, after } = readQuery(c, searchParameters);
  if (type !== undefined && !isNodeType(type)) {
    throw new ApiError(400, 'search.unknown-type', `There is no node type ${type}.`);
  }
  return c.json(await searchShards(c.env, c.get('tenant'), { text: q, type, property }, after));
});

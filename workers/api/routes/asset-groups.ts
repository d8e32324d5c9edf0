import { Hono } from 'hono';
import {
  assetGroupPreviewRequest,
  assetGroupRequest,
} from '../../../core/contract/asset-groups.ts';
import type { AssetGroupPreview } from '../../../core/contract/asset-groups.ts';
import { assetPattern } from '../../../core/lens/asset-groups.ts';
import { tenantStub } from '../../../durable-objects/stubs.ts';
import { ApiError, notFound } from '../../errors.ts';
import type { ApiEnv } from '../api-env.ts';
import { nameOf } from '../caller.ts';
import { knownAssets } from '../known-assets.ts';
import { may } from '../may.ts';
import { readJson } from '../problem.ts';

/** Assets that a preview names. */
const MAX_NAMED = 200;

/** Groups of assets, and how much they matter. */
export const assetGroupRoutes = new Hono<ApiEnv>()
  .get('/asset-groups', may('viewer', 'read'), async (c) =>
    c.json(await tenantStub(c.env, c.get('tenant')).listGroups()),
  )
  .post('/asset-groups/preview', may('viewer', 'read', 'shown'), async (c) => {
    const { assets } = await readJson(c, assetGroupPreviewRequest);
    const { names, isMore } = await knownAssets(c.env, c.get('tenant'));
    const matching = names.filter(assetPattern(assets));
    const preview: AssetGroupPreview = {
      matching: matching.slice(0, MAX_NAMED),
      matches: matching.length,
      assets: names.length,
      isMore,
    };
    return c.json(preview);
  })
  .post('/asset-groups', may('admin', 'manage'), async (c) => {
    const request = await readJson(c, assetGroupRequest);
    const stub = tenantStub(c.env, c.get('tenant'));
    const group = await stub.putGroup(undefined, request, nameOf(c.get('caller')));
    if (group === 'full') {
      throw new ApiError(422, 'asset-groups.full', 'There are as many groups as there may be.');
    }
    return c.json(group, 201);
  })
  .put('/asset-groups/:id', may('admin', 'manage'), async (c) => {
    const request = await readJson(c, assetGroupRequest);
    const stub = tenantStub(c.env, c.get('tenant'));
    const group = await stub.putGroup(c.req.param('id'), request, nameOf(c.get('caller')));
    if (group === null) throw notFound('group');
    return c.json(group);
  })
  .delete('/asset-groups/:id', may('admin', 'manage'), async (c) => {
    const answer = await tenantStub(c.env, c.get('tenant')).removeGroup(c.req.param('id'));
    if (answer === 'none') throw notFound('group');
    if (answer === 'used') {
      throw new ApiError(409, 'asset-groups.used', 'An exception is for this group.', {
        detail: 'Remove the exception first.',
      });
    }
    return c.body(null, 204);
  });

import type {
  AssetGroup,
  AssetGroupList,
  AssetGroupPreview,
  AssetGroupRequest,
} from '../../core/contract/asset-groups.ts';
import { get, post, send } from './api-client.ts';

/** The calls of the API that are about groups of assets. */
export const assetGroups = {
  list: (signal?: AbortSignal) => get<AssetGroupList>('/api/asset-groups', signal),
  preview: (assets: readonly string[], signal?: AbortSignal) =>
    send('POST', '/api/asset-groups/preview', { body: { assets }, signal }).then(
      (answer) => answer.json() as Promise<AssetGroupPreview>,
    ),
  add: (body: AssetGroupRequest) => post<AssetGroup>('/api/asset-groups', body),
  change: (id: string, body: AssetGroupRequest) => send('PUT', urlOf(id), { body }),
  remove: (id: string) => send('DELETE', urlOf(id), {}),
};

function urlOf(id: string): string {
  return `/api/asset-groups/${encodeURIComponent(id)}`;
}

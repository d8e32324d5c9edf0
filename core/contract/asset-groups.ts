import * as z from 'zod';

/** How much an asset matters, least first. */
export const CRITICALITIES = ['low', 'normal', 'high', 'critical'] as const;
export type Criticality = (typeof CRITICALITIES)[number];

/** Groups that a tenant has at most. */
export const MAX_GROUPS = 200;

/** `POST /api/asset-groups`, `PUT /api/asset-groups/:id`, and, to see what it means, `…/preview`. */
export const assetGroupRequest = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** Names of assets, whatever the case; `*` stands for any text. */
  assets: z.array(z.string().trim().min(1).max(200)).min(1).max(500),
  criticality: z.enum(CRITICALITIES).default('normal'),
});

/** `POST /api/asset-groups/preview`. */
export const assetGroupPreviewRequest = assetGroupRequest.pick({ assets: true });

export type AssetGroupRequest = z.infer<typeof assetGroupRequest>;

/** Assets that a tenant names as one. */
export interface AssetGroup extends AssetGroupRequest {
  readonly id: string;
  /** Who changed it last. */
  readonly by: string;
  readonly at: number;
}

/** Answer of `GET /api/asset-groups`. */
export interface AssetGroupList {
  /** By name. */
  readonly groups: readonly AssetGroup[];
  /** Lenses that the last change has still to reach in the list; their own screens show it already. */
  readonly isSettling: boolean;
}

/** Answer of `POST /api/asset-groups/preview`. */
export interface AssetGroupPreview {
  /** Names of known assets that are in it, in order; the first two hundred. */
  readonly matching: readonly string[];
  readonly matches: number;
  /** So many assets were looked at. */
  readonly assets: number;
  /** Whether there are more assets than are looked at. */
  readonly isMore: boolean;
}

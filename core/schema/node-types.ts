import { CLOUD_NODE_TYPES } from './cloud-node-types.ts';
import { MATCHED_RULES } from './declare.ts';
import type { NodeType } from './declare.ts';
import { HOST_NODE_TYPES } from './host-node-types.ts';
import { IDENTITY_NODE_TYPES } from './identity-node-types.ts';
import { NETWORK_NODE_TYPES } from './network-node-types.ts';
import { PROCESS_NODE_TYPES } from './process-node-types.ts';

/**
 * Every node type. Codes are for ever: new types get new ones, at most 127. Rules match what belongs
 * to an asset: a boundary node is known to several shards, and none of them could tell of its hits.
 */
export const NODE_TYPES: readonly NodeType[] = [
  ...PROCESS_NODE_TYPES,
  ...NETWORK_NODE_TYPES,
  ...IDENTITY_NODE_TYPES,
  ...HOST_NODE_TYPES,
  ...CLOUD_NODE_TYPES,
]
  .map((type) =>
    type.boundary ? type : { ...type, properties: [...type.properties, MATCHED_RULES] },
  )
  .sort((a, b) => a.code - b.code);

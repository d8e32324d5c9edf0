import type { Channel } from '../../core/contract/notifications.ts';
import type { KeptChannel } from '../../core/notify/message.ts';
import { seal, unseal } from '../../platform/sealed-secret.ts';
import type { TenantId } from '../stubs.ts';

/**
 * A channel as it is stored: what it is chosen and shown by in the open, the rest sealed. The address
 * of a webhook is a secret, too: whoever has one of Slack's may write there.
 */
export interface SealedChannel extends Channel {
  /** Of an e-mail channel: whom it tells. */
  readonly to: string | undefined;
  readonly sealed: string;
}

/** A channel from before they were sealed. */
type PlainChannel = KeptChannel & { readonly sealed?: undefined };

/** A channel as the table may have it. */
export type StoredChannel = SealedChannel | PlainChannel;

export async function sealChannel(
  channel: KeptChannel,
  deploymentSecret: string,
  tenant: TenantId,
): Promise<SealedChannel> {
  return {
    ...shownChannel(channel),
    to: channel.kind === 'email' ? channel.to : undefined,
    sealed: await seal(JSON.stringify(channel), deploymentSecret, purposeOf(tenant, channel.id)),
  };
}

/** A channel with its secrets. Throws when it was sealed by another deployment's secret. */
export async function openChannel(
  stored: StoredChannel,
  deploymentSecret: string,
  tenant: TenantId,
): Promise<KeptChannel> {
  if (stored.sealed === undefined) return stored;
  const purpose = purposeOf(tenant, stored.id);
  return JSON.parse(await unseal(stored.sealed, deploymentSecret, purpose)) as KeptChannel;
}

/** A channel as members see it. */
export function shownChannel(stored: StoredChannel): Channel {
  const { id, kind, name, rule } = stored;
  return { id, kind, name, target: targetOf(stored), rule };
}

function targetOf(stored: StoredChannel): string {
  if (stored.sealed !== undefined) return stored.target;
  switch (stored.kind) {
    case 'pagerduty':
      return `…${stored.routingKey.slice(-4)}`;
    case 'email':
      return stored.to;
    default:
      return URL.parse(stored.url)?.host ?? '';
  }
}

function purposeOf(tenant: TenantId, id: string): string {
  return `channel/${tenant}/${id}`;
}

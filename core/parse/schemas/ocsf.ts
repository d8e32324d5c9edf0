import { timeOf } from '../form/epoch.ts';
import { isJsonObject, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import { seeOcsfFinding } from './ocsf-finding.ts';
import { seeOcsfApi, seeOcsfIdentity } from './ocsf-identity.ts';
import { seeOcsfNetwork } from './ocsf-network.ts';
import { seeOcsfSystem } from './ocsf-system.ts';

/**
 * Events in the Open Cybersecurity Schema Framework, versions 1.x (schema.ocsf.io). The category,
 * the first digit of a class's number, decides what is read; the asset is the device, or the cloud
 * account of events without one.
 */
export const OCSF: JsonFormat = {
  name: 'OCSF',
  matches: (event) => event.class_uid !== undefined && isJsonObject(event.metadata),
  read: (event, context) => {
    const time =
      timeOf(event.time) ??
      timeOf(event.time_dt) ??
      timeOf(objectAt(event, 'metadata').original_time);
    return observe(time ?? context.receivedAt, assetOf(event, context.defaultHost), (see) => {
      const category = Math.floor(Number(event.class_uid) / 1_000);
      if (category === 1) seeOcsfSystem(see, event);
      else if (category === 2) seeOcsfFinding(see, event);
      else if (category === 3) seeOcsfIdentity(see, event);
      else if (category === 4) seeOcsfNetwork(see, event);
      else if (category === 6) seeOcsfApi(see, event);
    });
  },
};

function assetOf(event: JsonObject, defaultHost: string): { host: string; provider?: string } {
  const device = objectAt(event, 'device');
  const host = textOf(device.hostname) ?? textOf(device.name);
  if (host !== undefined) return { host };
  const cloud = objectAt(event, 'cloud');
  const account = textOf(cloud.account_uid) ?? textOf(objectAt(cloud, 'account').uid);
  if (account !== undefined)
    return { host: account, provider: (textOf(cloud.provider) ?? 'cloud').toLowerCase() };
  const product = textOf(objectAt(objectAt(event, 'metadata'), 'product').name);
  return { host: product?.slice(0, 60) ?? defaultHost };
}

import { timeOf } from '../form/epoch.ts';
import { isJsonObject, objectAt, textOf } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';

/** CloudTrail calls in tables with columns for people, as alerting and honeypots export them. */
export const CLOUDTRAIL_TABLE: JsonFormat = {
  name: 'CloudTrail tables',
  source: { product: 'aws', service: 'cloudtrail' },
  matches: (row) => row['Event Type'] === 'AwsApiCall' && row['Event Name'] !== undefined,
  read: (row, context) => {
    const time = timeOf(row['Event DateTime']) ?? context.receivedAt;
    return observe(time, { host: 'aws', provider: 'aws' }, (see) => {
      const caller = see.principal('anonymous');
      const address = see.address(textOf(row['Source IP']));
      see.edge(caller, 'called', see.apiCall('aws', textOf(row['Event Name'])));
      see.edge(caller, 'principal_from', address);
      const parameters = textOf(row['Request Parameters'])?.slice(0, 2_000) ?? '';
      const bucket = /'bucketName': '([a-z0-9.-]{3,63})'/.exec(parameters)?.[1];
      const arn = bucket === undefined ? undefined : `arn:aws:s3:::${bucket}`;
      see.edge(caller, 'touched', see.resource(arn, 's3 bucket'));
    });
  },
};

/** Microsoft's table `CloudAppEvents`: what accounts did in applications. */
export const CLOUD_APP_EVENTS: JsonFormat = {
  name: 'Microsoft cloud app events',
  matches: (row) =>
    row.ActionType !== undefined &&
    row.Application !== undefined &&
    (row.AccountObjectId ?? row.AccountId) !== undefined,
  read: (row, context) => {
    const time = timeOf(row.Timestamp) ?? timeOf(row.TimeGenerated) ?? context.receivedAt;
    const host = textOf(row.TenantId) ?? 'microsoft 365';
    return observe(time, { host, provider: 'microsoft 365' }, (see) => {
      const raw = isJsonObject(row.RawEventData) ? row.RawEventData : {};
      const name = textOf(raw.UserId) ?? textOf(row.AccountId) ?? textOf(row.AccountDisplayName);
      const user = see.cloudUser(name ?? textOf(row.AccountObjectId));
      const call = see.apiCall(textOf(row.Application), textOf(row.ActionType));
      see.edge(user, 'performed', call);
      see.edge(user, 'seen_at', see.address(textOf(row.IPAddress)));
      const object = textOf(row.ObjectName);
      see.edge(user, 'changed_resources', see.resource(object, textOf(row.ObjectType)));
    });
  },
};

/** Google Workspace's activity reports (developers.google.com, "Reports API: Activities"). */
export const GOOGLE_WORKSPACE: JsonFormat = {
  name: 'Google Workspace activity',
  source: { product: 'gcp', service: 'google_workspace.admin' },
  matches: (event) =>
    isJsonObject(event.id) && event.id.applicationName !== undefined && isJsonObject(event.actor),
  read: (event, context) => {
    const id = objectAt(event, 'id');
    const host = textOf(id.customerId) ?? 'google workspace';
    return observe(timeOf(id.time) ?? context.receivedAt, { host, provider: 'gcp' }, (see) => {
      const user = see.cloudUser(textOf(objectAt(event, 'actor').email));
      const operation = textOf(event.name) ?? textOf(event.type);
      see.edge(user, 'performed', see.apiCall(textOf(id.applicationName), operation));
      see.edge(user, 'seen_at', see.address(textOf(event.ipAddress)));
    });
  },
};

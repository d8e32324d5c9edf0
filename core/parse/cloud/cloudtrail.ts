import { timeOf } from '../form/epoch.ts';
import { isJsonObject, listAt, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import { sharingsOf } from './cloudtrail-sharing.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** Errors that mean that the caller was not allowed to, instead of that the call was wrong. */
const DENIED = /AccessDenied|Unauthorized|Forbidden|Client\.InvalidPermission/;

/** Resources kept of one call. */
const MAX_RESOURCES = 10;

/**
 * Parameters of requests that name what the call acts on, and what kind of thing that is. Others
 * are in the raw record.
 */
const RESOURCE_PARAMETERS: readonly (readonly [parameter: string, kind: string])[] = [
  ['bucketName', 's3 bucket'],
  ['secretId', 'secret'],
  ['instanceId', 'instance'],
  ['functionName', 'function'],
  ['groupId', 'security group'],
  ['snapshotId', 'snapshot'],
  ['policyArn', 'policy'],
  ['userName', 'iam user'],
  ['roleName', 'iam role'],
  ['groupName', 'iam group'],
  ['keyId', 'key'],
  ['trailName', 'trail'],
  ['dBInstanceIdentifier', 'database'],
  ['modelId', 'model'],
  ['detectorId', 'detector'],
  ['imageId', 'image'],
];

/**
 * AWS CloudTrail records (docs.aws.amazon.com, "CloudTrail record contents"). The asset is the
 * account that was called; who called what is one edge for each operation, however often.
 */
export const CLOUDTRAIL: JsonFormat = {
  name: 'AWS CloudTrail',
  source: { product: 'aws', service: 'cloudtrail' },
  matches: (record) =>
    typeof record.eventSource === 'string' &&
    typeof record.eventName === 'string' &&
    (record.eventVersion !== undefined ||
      record.userIdentity !== undefined ||
      record.awsRegion !== undefined),
  read: (record, context) => {
    const identity = objectAt(record, 'userIdentity');
    const account = textOf(record.recipientAccountId) ?? textOf(identity.accountId) ?? 'aws';
    const time = timeOf(record.eventTime) ?? context.receivedAt;
    return observe(time, { host: account, provider: 'aws' }, (see) => {
      const caller = seeCaller(see, identity);
      const call = see.apiCall(textOf(record.eventSource), textOf(record.eventName));
      see.edge(caller, isDenied(record) ? 'denied_calls' : 'called', call);
      see.edge(caller, 'principal_from', see.address(textOf(record.sourceIPAddress)));
      seeResources(see, record, caller);
      seeIssued(see, record, caller);
      if (isDenied(record)) return;
      if (isPasswordAlone(record)) see.edge(caller, 'signed_in_without_mfa', see.asset);
      for (const { resource, kind, to } of sharingsOf(record)) {
        see.edge(see.resource(resource, kind), 'shared_with', see.principal(to));
      }
    });
  },
};

/** Who called: by ARN where there is one, and otherwise by what AWS has instead. */
function seeCaller(see: Sightings, identity: JsonObject): Sighted {
  const arn = textOf(identity.arn);
  const id =
    arn ?? textOf(identity.invokedBy) ?? textOf(identity.principalId) ?? textOf(identity.type);
  const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer');
  const name = textOf(identity.userName) ?? arn?.slice(arn.lastIndexOf('/') + 1);
  const caller = see.principal(id ?? 'anonymous', { name, kind: textOf(identity.type) });
  if (textOf(issuer.type) === 'Role') see.edge(caller, 'assumed', see.role(textOf(issuer.arn)));
  see.edge(caller, 'uses_key', see.accessKey(textOf(identity.accessKeyId)));
  return caller;
}

function isDenied(record: JsonObject): boolean {
  const error = textOf(record.errorCode) ?? textOf(record.errorMessage);
  if (error !== undefined && DENIED.test(error.slice(0, 200))) return true;
  return textOf(objectAt(record, 'responseElements').ConsoleLogin) === 'Failure';
}

/** A sign-in to the console for which no second factor was asked. */
function isPasswordAlone(record: JsonObject): boolean {
  if (textOf(record.eventName) !== 'ConsoleLogin') return false;
  return textOf(objectAt(record, 'additionalEventData').MFAUsed) === 'No';
}

function seeResources(see: Sightings, record: JsonObject, caller: Sighted): void {
  const named = new Map<string, string | undefined>();
  for (const resource of listAt(record, 'resources').filter(isJsonObject).slice(0, MAX_RESOURCES)) {
    const arn = textOf(resource.ARN) ?? textOf(resource.arn);
    if (arn !== undefined) named.set(arn, textOf(resource.type));
  }
  const parameters = objectAt(record, 'requestParameters');
  for (const [parameter, kind] of RESOURCE_PARAMETERS) {
    const name = textOf(parameters[parameter]);
    if (name !== undefined) named.set(kind === 's3 bucket' ? `arn:aws:s3:::${name}` : name, kind);
  }
  for (const [id, kind] of [...named].slice(0, MAX_RESOURCES)) {
    see.edge(caller, 'touched', see.resource(id, kind));
  }
}

/** Credentials that the call gave out: a role's to a new session, or a new key to a user. */
function seeIssued(see: Sightings, record: JsonObject, caller: Sighted): void {
  const response = objectAt(record, 'responseElements');
  const role = see.role(textOf(objectAt(record, 'requestParameters').roleArn));
  if (role !== undefined && !isDenied(record)) see.edge(caller, 'assumed', role);
  const session = see.principal(textOf(objectAt(response, 'assumedRoleUser').arn), {
    kind: 'AssumedRole',
  });
  see.edge(session, 'assumed', role);
  const issued = see.accessKey(textOf(objectAt(response, 'credentials').accessKeyId));
  see.edge(session ?? caller, 'uses_key', issued);
  const created = see.accessKey(textOf(objectAt(response, 'accessKey').accessKeyId));
  see.edge(caller, 'issued_key', created);
}

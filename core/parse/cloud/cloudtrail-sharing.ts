import { isJsonObject, listAt, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';

/** Everybody, in the notation of policies. */
export const ANYONE = '*';

/** Something that a call opened to someone. */
export interface Sharing {
  /** The resource, by the id that its calls name it by. */
  readonly resource: string;
  readonly kind: string;
  /** An account id, a principal, or {@link ANYONE}. */
  readonly to: string;
}

/** More of one call are not kept. */
const MAX_SHARINGS = 20;

/** Grants of these groups are grants to everybody (Amazon S3, "Access control list overview"). */
const PUBLIC_GROUPS = /groups\/(?:global\/AllUsers|global\/AuthenticatedUsers)/;

/** A range without a prefix is the whole internet, whatever address is written before it. */
const WHOLE_INTERNET = /\/0$/;

type Reader = (request: JsonObject) => readonly Sharing[];

/** `{add: {items: [{group: 'all'}, {userId: '1234'}]}}`, as EC2 shares snapshots and images. */
const readAttribute =
  (resource: string, kind: string, permission: string): Reader =>
  (request) => {
    const id = textOf(request[resource]);
    const added = objectAt(objectAt(request, permission), 'add');
    return of(id, kind, listAt(added, 'items').filter(isJsonObject).map(granteeOf));
  };

const readBucketPolicy: Reader = (request) => {
  const bucket = textOf(request.bucketName);
  const id = bucket === undefined ? undefined : `arn:aws:s3:::${bucket}`;
  return of(id, 's3 bucket', policyPrincipals(request.bucketPolicy));
};

const readBucketAcl: Reader = (request) => {
  const bucket = textOf(request.bucketName);
  const id = bucket === undefined ? undefined : `arn:aws:s3:::${bucket}`;
  const text = JSON.stringify([request.AccessControlPolicy, request['x-amz-acl']]).slice(0, 8_192);
  const isPublic = PUBLIC_GROUPS.test(text) || /"public-read/.test(text);
  return of(id, 's3 bucket', isPublic ? [ANYONE] : []);
};

const readTrustPolicy: Reader = (request) =>
  of(
    textOf(request.roleName),
    'iam role',
    policyPrincipals(request.policyDocument ?? request.assumeRolePolicyDocument),
  );

const readFunctionPermission: Reader = (request) =>
  of(textOf(request.functionName), 'function', [textOf(request.principal)]);

const readDatabaseSnapshot: Reader = (request) => {
  const values = listAt(request, 'valuesToAdd').map(textOf);
  const id = textOf(request.dBSnapshotIdentifier) ?? textOf(request.dBClusterSnapshotIdentifier);
  return of(
    id,
    'snapshot',
    values.map((value) => (value === 'all' ? ANYONE : value)),
  );
};

/** Only what is opened to the whole internet; between networks there are rules for everything. */
const readIngress: Reader = (request) => {
  const permissions = listAt(objectAt(request, 'ipPermissions'), 'items').filter(isJsonObject);
  const ranges = permissions.flatMap((permission) =>
    ['ipRanges', 'ipv6Ranges'].flatMap((name) => listAt(objectAt(permission, name), 'items')),
  );
  const isOpen = [request, ...ranges]
    .filter(isJsonObject)
    .flatMap(({ cidrIp, cidrIpv6 }) => [textOf(cidrIp), textOf(cidrIpv6)])
    .some((range) => range !== undefined && WHOLE_INTERNET.test(range));
  return of(textOf(request.groupId), 'security group', isOpen ? [ANYONE] : []);
};

const READERS: ReadonlyMap<string | undefined, Reader> = new Map([
  ['ModifySnapshotAttribute', readAttribute('snapshotId', 'snapshot', 'createVolumePermission')],
  ['ModifyImageAttribute', readAttribute('imageId', 'image', 'launchPermission')],
  ['ModifyDBSnapshotAttribute', readDatabaseSnapshot],
  ['ModifyDBClusterSnapshotAttribute', readDatabaseSnapshot],
  ['PutBucketPolicy', readBucketPolicy],
  ['PutBucketAcl', readBucketAcl],
  ['UpdateAssumeRolePolicy', readTrustPolicy],
  ['CreateRole', readTrustPolicy],
  ['AddPermission20150331v2', readFunctionPermission],
  ['AuthorizeSecurityGroupIngress', readIngress],
]);

/** What a successful call opened, and to whom (the services' API references of AWS). */
export function sharingsOf(record: JsonObject): readonly Sharing[] {
  const reader = READERS.get(textOf(record.eventName));
  return reader?.(objectAt(record, 'requestParameters')).slice(0, MAX_SHARINGS) ?? [];
}

function of(
  resource: string | undefined,
  kind: string,
  to: readonly (string | undefined)[],
): readonly Sharing[] {
  if (resource === undefined) return [];
  return to.flatMap((grantee) => (grantee === undefined ? [] : [{ resource, kind, to: grantee }]));
}

function granteeOf(item: JsonObject): string | undefined {
  return textOf(item.group) === 'all' ? ANYONE : textOf(item.userId);
}

/** The principals that a policy allows, whether it comes as an object or as a text. */
function policyPrincipals(policy: unknown): (string | undefined)[] {
  const document = typeof policy === 'string' ? jsonOf(policy) : policy;
  if (!isJsonObject(document)) return [];
  const { Statement } = document;
  const statements = (Array.isArray(Statement) ? Statement : [Statement]).filter(isJsonObject);
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => (isJsonObject(Principal) ? Object.values(Principal) : [Principal]))
    .flat()
    .map(textOf);
}

/** The value of a JSON text; undefined when it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON names nobody.
    return undefined;
  }
}

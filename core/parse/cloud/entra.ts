import { timeOf } from '../form/epoch.ts';
import { isJsonObject, numberOf, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import type { LogSource } from '../log-record.ts';
import { observe } from '../observe.ts';
import type { ParseContext } from '../parse-context.ts';
import type { Parsed } from '../parsed.ts';
import type { Sighted, Sightings } from '../sightings.ts';

const MAX_TARGETS = 10;

/** Lists and objects that Log Analytics keeps as text are read up to this length. */
const MAX_INNER_LENGTH = 65_536;

/**
 * Microsoft Entra audit and sign-in logs and Azure activity logs: as diagnostic settings export
 * them, as rows of Log Analytics, and as Microsoft Graph answers (learn.microsoft.com,
 * "signIn resource type", "directoryAudit resource type", "Azure Activity Log event schema").
 */
export const ENTRA: JsonFormat = {
  name: 'Microsoft Entra and Azure',
  source: azureSource,
  matches: (event) =>
    (event.operationName !== undefined && (event.category ?? event.resourceId) !== undefined) ||
    (event.OperationName !== undefined && event.AADTenantId !== undefined) ||
    event.OperationNameValue !== undefined ||
    event.activityDisplayName !== undefined ||
    (event.userPrincipalName !== undefined && event.appDisplayName !== undefined) ||
    (event.UserPrincipalName !== undefined && event.AppDisplayName !== undefined),
  read: readEvent,
};

/** Sigma's services of the product azure, by what tells the logs apart. */
function azureSource(event: JsonObject): LogSource {
  const category = textOf(event.category ?? event.Category ?? event.Type) ?? '';
  const isAudit = /^audit/i.test(category) || event.activityDisplayName !== undefined;
  if (isAudit) return { product: 'azure', service: 'auditlogs' };
  const isSignIn =
    /sign-?in/i.test(category) || (event.appDisplayName ?? event.AppDisplayName) !== undefined;
  return { product: 'azure', service: isSignIn ? 'signinlogs' : 'activitylogs' };
}

function readEvent(event: JsonObject, context: ParseContext): Parsed {
  const inner = objectAt(event, 'properties');
  const get = (...names: string[]): unknown => {
    for (const name of names) {
      const value = event[name] ?? inner[name];
      if (value !== undefined && value !== null && value !== '') return value;
    }
    return undefined;
  };
  const time =
    timeOf(get('time', 'activityDateTime', 'createdDateTime', 'eventTimestamp')) ??
    timeOf(get('TimeGenerated', 'ActivityDateTime', 'CreatedDateTime')) ??
    context.receivedAt;
  const host = textOf(get('tenantId', 'AADTenantId', 'subscriptionId', 'SubscriptionId'));
  return observe(time, { host: host ?? 'entra', provider: 'azure' }, (see) => {
    const user = seeActor(see, get);
    const address = see.address(
      textOf(get('ipAddress', 'callerIpAddress', 'IPAddress', 'CallerIpAddress')),
    );
    see.edge(user, 'seen_at', address);
    if (isSignIn(get)) {
      const isSuccess = hasSucceeded(get);
      see.edge(user, isSuccess ? 'authenticated_to' : 'failed_logon_to', see.asset);
      if (!isSuccess) see.edge(address, 'refused_by', see.asset);
      const app = textOf(get('appDisplayName', 'AppDisplayName'));
      see.edge(user, 'performed', see.apiCall('entra', `sign in to ${app ?? 'unknown'}`));
      return;
    }
    see.edge(user, 'performed', see.apiCall('azure', operationOf(get)));
    seeTargets(see, get('targetResources', 'TargetResources'), user);
    const resource = textOf(get('resourceId', '_ResourceId', 'ResourceId'));
    if (resource?.includes('/subscriptions/')) {
      see.edge(user, 'changed_resources', see.resource(resource.toLowerCase(), 'azure resource'));
    }
  });
}

type Get = (...names: string[]) => unknown;

function seeActor(see: Sightings, get: Get): Sighted {
  const initiator = asObject(get('initiatedBy', 'InitiatedBy'));
  const user = objectAt(initiator, 'user');
  const app = objectAt(initiator, 'app');
  const identity = get('identity', 'Identity');
  return see.cloudUser(
    textOf(user.userPrincipalName) ??
      textOf(get('userPrincipalName', 'UserPrincipalName', 'caller', 'Caller')) ??
      textOf(app.displayName) ??
      textOf(app.servicePrincipalName) ??
      (typeof identity === 'string' ? identity : undefined) ??
      textOf(get('servicePrincipalName', 'ServicePrincipalName', 'userId', 'UserId')),
  );
}

function isSignIn(get: Get): boolean {
  const category = textOf(get('category', 'Category', 'Type')) ?? '';
  const application = get('appDisplayName', 'AppDisplayName', 'clientAppUsed', 'ClientAppUsed');
  return (
    /sign-?in/i.test(category) ||
    (application !== undefined && get('activityDisplayName') === undefined)
  );
}

/** Result 0 in exports, `status.errorCode` 0 in Graph; absent where there is only success. */
function hasSucceeded(get: Get): boolean {
  const code =
    numberOf(get('resultType', 'ResultType')) ??
    numberOf(asObject(get('status', 'Status')).errorCode);
  return code === undefined || code === 0;
}

function operationOf(get: Get): string {
  const name = get(
    'activityDisplayName',
    'ActivityDisplayName',
    'OperationNameValue',
    'operationName',
    'OperationName',
  );
  const text = textOf(name) ?? textOf(asObject(name).value);
  return (text ?? 'unknown').slice(0, 200);
}

function seeTargets(see: Sightings, targets: unknown, user: Sighted): void {
  const parsed = typeof targets === 'string' ? parseInner(targets) : targets;
  if (!Array.isArray(parsed)) return;
  for (const target of parsed.filter(isJsonObject).slice(0, MAX_TARGETS)) {
    const account = textOf(target.userPrincipalName);
    if (account !== undefined) see.edge(user, 'changed_accounts', see.cloudUser(account));
    else {
      const name = textOf(target.displayName) ?? textOf(target.id);
      see.edge(user, 'changed_resources', see.resource(name, textOf(target.type)));
    }
  }
}

function asObject(value: unknown): JsonObject {
  const parsed = typeof value === 'string' ? parseInner(value) : value;
  return isJsonObject(parsed) ? parsed : {};
}

function parseInner(text: string): unknown {
  if (text.length > MAX_INNER_LENGTH || !/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A text that only looks like JSON says nothing more.
  }
}

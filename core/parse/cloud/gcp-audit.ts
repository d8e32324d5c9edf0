import { timeOf } from '../form/epoch.ts';
import { isJsonObject, numberOf, objectAt, textOf } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import { ignored } from '../parsed.ts';

/** `PERMISSION_DENIED` and `UNAUTHENTICATED` of google.rpc.Code. */
const DENIED_CODES: ReadonlySet<number | undefined> = new Set([7, 16]);

/**
 * Google Cloud audit logs (cloud.google.com, "Understanding audit logs"). The asset is the project.
 * Other entries of Cloud Logging are not audit records.
 */
export const GCP_AUDIT: JsonFormat = {
  name: 'Google Cloud audit',
  source: { product: 'gcp', service: 'gcp.audit' },
  matches: (entry) =>
    isJsonObject(entry.protoPayload) ||
    (entry.logName !== undefined && entry.insertId !== undefined),
  read: (entry, context) => {
    const payload = objectAt(entry, 'protoPayload');
    if (textOf(payload.methodName) === undefined && payload.authenticationInfo === undefined) {
      return ignored('google cloud: no audit record');
    }
    const labels = objectAt(objectAt(entry, 'resource'), 'labels');
    const path = textOf(entry.logName)?.split('/', 2)[1];
    const host = textOf(labels.project_id) ?? path ?? 'google cloud';
    const time = timeOf(entry.timestamp) ?? timeOf(entry.receiveTimestamp) ?? context.receivedAt;
    return observe(time, { host, provider: 'gcp' }, (see) => {
      const request = objectAt(payload, 'requestMetadata');
      const actor = objectAt(payload, 'authenticationInfo');
      const user = see.cloudUser(
        textOf(actor.principalEmail) ?? textOf(actor.principalSubject) ?? 'anonymous',
      );
      const code = numberOf(objectAt(payload, 'status').code);
      const service = textOf(payload.serviceName) ?? 'google cloud';
      if (DENIED_CODES.has(code)) see.edge(user, 'failed_logon_to', see.asset);
      see.edge(user, 'performed', see.apiCall(service, textOf(payload.methodName)));
      see.edge(user, 'seen_at', see.address(textOf(request.callerIp) ?? textOf(request.callerIP)));
      const kind = textOf(objectAt(entry, 'resource').type);
      see.edge(user, 'changed_resources', see.resource(textOf(payload.resourceName), kind));
    });
  },
};

import { timeOf } from '../form/epoch.ts';
import { isJsonObject, numberOf, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** Things of one kind that are kept of one finding. */
const MAX_NAMED = 20;

/**
 * Amazon GuardDuty findings in both of their spellings: `severity` as events and exports have it,
 * `Severity` as the API answers (docs.aws.amazon.com, "GuardDuty finding format").
 */
export const GUARDDUTY: JsonFormat = {
  name: 'Amazon GuardDuty',
  matches: (finding) =>
    (finding.schemaVersion ?? finding.SchemaVersion) !== undefined &&
    isJsonObject(finding.service ?? finding.Service) &&
    textOf(finding.type ?? finding.Type) !== undefined,
  read: (finding, context) => {
    const account = textAt(finding, 'accountId') ?? 'aws';
    const service = at(finding, 'service');
    const time =
      timeOf(textAt(service, 'eventLastSeen')) ??
      timeOf(textAt(finding, 'updatedAt')) ??
      context.receivedAt;
    return observe(time, { host: account, provider: 'aws' }, (see) => {
      const node = see.finding(textAt(finding, 'id') ?? textAt(finding, 'arn'), {
        title: textAt(finding, 'title'),
        kind: textAt(finding, 'type'),
        severity: numberOf(finding.severity ?? finding.Severity),
      });
      seeResource(see, at(finding, 'resource'), node);
      seeAction(see, at(service, 'action'), node);
    });
  },
};

/** AWS Security Hub's findings (docs.aws.amazon.com, "AWS Security Finding Format"). */
export const SECURITY_HUB: JsonFormat = {
  name: 'AWS Security Hub',
  matches: (finding) => finding.ProductArn !== undefined && finding.AwsAccountId !== undefined,
  read: (finding, context) => {
    const host = textOf(finding.AwsAccountId) ?? 'aws';
    const time = timeOf(finding.UpdatedAt) ?? timeOf(finding.CreatedAt) ?? context.receivedAt;
    return observe(time, { host, provider: 'aws' }, (see) => {
      const severity = isJsonObject(finding.Severity) ? finding.Severity : {};
      const types = Array.isArray(finding.Types) ? finding.Types : [];
      const node = see.finding(textOf(finding.Id), {
        title: textOf(finding.Title),
        kind: textOf(types[0]),
        severity: numberOf(severity.Normalized ?? severity.Product),
      });
      for (const resource of objects(finding.Resources)) {
        const id = textOf(resource.Id);
        see.edge(node, 'names_resource', see.resource(id, textOf(resource.Type)));
      }
    });
  },
};

function seeResource(see: Sightings, resource: JsonObject, finding: Sighted): void {
  const instance = at(resource, 'instanceDetails');
  const instanceId = textAt(instance, 'instanceId');
  see.edge(finding, 'names_resource', see.resource(instanceId, 'instance'));
  for (const network of objects(anyAt(instance, 'networkInterfaces'))) {
    see.edge(finding, 'names_address', see.address(textAt(network, 'privateIpAddress')));
  }
  for (const bucket of objects(anyAt(resource, 's3BucketDetails'))) {
    see.edge(finding, 'names_resource', see.resource(textAt(bucket, 'arn'), 's3 bucket'));
  }
  const key = at(resource, 'accessKeyDetails');
  see.edge(finding, 'names_key', see.accessKey(textAt(key, 'accessKeyId')));
  const principal = see.principal(textAt(key, 'principalId'), {
    name: textAt(key, 'userName'),
    kind: textAt(key, 'userType'),
  });
  see.edge(finding, 'names_principal', principal);
  const cluster = textAt(at(resource, 'eksClusterDetails'), 'arn');
  see.edge(finding, 'names_resource', see.resource(cluster, 'cluster'));
}

function seeAction(see: Sightings, action: JsonObject, finding: Sighted): void {
  const kinds = ['networkConnectionAction', 'awsApiCallAction', 'kubernetesApiCallAction'];
  const parts = kinds.map((kind) => at(action, kind));
  const probes = objects(anyAt(at(action, 'portProbeAction'), 'portProbeDetails'));
  for (const part of [...parts, ...probes]) {
    const remote = textAt(at(part, 'remoteIpDetails'), 'ipAddressV4');
    see.edge(finding, 'names_address', see.address(remote));
  }
  const domain = textAt(at(action, 'dnsRequestAction'), 'domain');
  see.edge(finding, 'names_domain', see.domain(domain));
}

/** The value at a key in either spelling. */
function anyAt(object: JsonObject, key: string): unknown {
  return object[key] ?? object[`${key.charAt(0).toUpperCase()}${key.slice(1)}`];
}

function textAt(object: JsonObject, key: string): string | undefined {
  return textOf(anyAt(object, key));
}

function at(object: JsonObject, key: string): JsonObject {
  const value = anyAt(object, key);
  return isJsonObject(value) ? value : {};
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject).slice(0, MAX_NAMED) : [];
}

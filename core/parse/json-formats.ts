import { CLOUDTRAIL } from './cloud/cloudtrail.ts';
import { CLOUDTRAIL_TABLE, CLOUD_APP_EVENTS, GOOGLE_WORKSPACE } from './cloud/cloud-tables.ts';
import { ENTRA } from './cloud/entra.ts';
import { GCP_AUDIT } from './cloud/gcp-audit.ts';
import { GITHUB_AUDIT } from './cloud/github-audit.ts';
import { GUARDDUTY, SECURITY_HUB } from './cloud/guardduty.ts';
import { DUO_ADMIN, ONELOGIN } from './cloud/identity-providers.ts';
import { KUBERNETES_AUDIT } from './cloud/kubernetes-audit.ts';
import { MESSAGE_TRACE, MICROSOFT_365 } from './cloud/microsoft-365.ts';
import { OKTA } from './cloud/okta.ts';
import { CROWDSTRIKE } from './endpoint/crowdstrike.ts';
import { DEFENDER_HUNTING, VM_CONNECTION } from './endpoint/defender-hunting.ts';
import { FALCO } from './endpoint/falco.ts';
import { GRAPL_EVENTS } from './endpoint/grapl-events.ts';
import { OSQUERY } from './endpoint/osquery.ts';
import type { JsonFormat } from './json-format.ts';
import { AUDIT_RAW_MESSAGE, LAUREL } from './linux/laurel.ts';
import { SURICATA } from './network/suricata.ts';
import { VPC_FLOW } from './network/vpc-flow.ts';
import { ALB, AWS_WAF, ROUTE53, S3_ACCESS } from './network/web-access.ts';
import { ZEEK } from './network/zeek.ts';
import { ECS } from './schemas/ecs.ts';
import { OCSF } from './schemas/ocsf.ts';
import { WINDOWS_JSON } from './windows/windows-json.ts';

/**
 * Every format of JSON records, in the order in which they are asked: those of the most records
 * first, and the general schemas, which others' records resemble, last.
 */
export const JSON_FORMATS: readonly JsonFormat[] = [
  WINDOWS_JSON,
  OCSF,
  ZEEK,
  CLOUDTRAIL,
  SURICATA,
  OSQUERY,
  LAUREL,
  AUDIT_RAW_MESSAGE,
  VPC_FLOW,
  GUARDDUTY,
  SECURITY_HUB,
  OKTA,
  KUBERNETES_AUDIT,
  GCP_AUDIT,
  ENTRA,
  MICROSOFT_365,
  MESSAGE_TRACE,
  GITHUB_AUDIT,
  FALCO,
  CROWDSTRIKE,
  DEFENDER_HUNTING,
  VM_CONNECTION,
  GRAPL_EVENTS,
  ALB,
  S3_ACCESS,
  AWS_WAF,
  ROUTE53,
  DUO_ADMIN,
  ONELOGIN,
  CLOUDTRAIL_TABLE,
  CLOUD_APP_EVENTS,
  GOOGLE_WORKSPACE,
  ECS,
];

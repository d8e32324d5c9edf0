import type { FaultKind } from '../ingest-fault.ts';

/** Status and type of each fault, as Elasticsearch has them. */
const ERRORS: Readonly<Record<FaultKind, readonly [status: number, type: string]>> = {
  'no-token': [401, 'security_exception'],
  'malformed-token': [401, 'security_exception'],
  'unknown-token': [401, 'security_exception'],
  'unknown-encoding': [415, 'illegal_argument_exception'],
  'broken-body': [400, 'illegal_argument_exception'],
  empty: [400, 'parse_exception'],
  'too-large': [413, 'content_too_long_exception'],
  quota: [429, 'es_rejected_execution_exception'],
  rate: [429, 'es_rejected_execution_exception'],
  busy: [429, 'es_rejected_execution_exception'],
};

/** Official clients take no answer for Elasticsearch's that has no such header. */
export const PRODUCT = { 'x-elastic-product': 'Elasticsearch' };

const REALMS = 'Basic realm="security" charset="UTF-8", Bearer realm="security", ApiKey';

/** The answer to a request that is not taken. */
export function elasticFault(
  kind: FaultKind,
  reason: string,
  retryAfterSeconds?: number,
): Response {
  const [status, type] = ERRORS[kind];
  const headers: Record<string, string> = {};
  if (status === 401) headers['www-authenticate'] = REALMS;
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  return elasticError(status, type, reason, headers);
}

export function elasticError(
  status: number,
  type: string,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const cause = { type, reason };
  const error = { root_cause: [cause], ...cause };
  return Response.json({ error, status }, { status, headers: { ...PRODUCT, ...headers } });
}

/** What clients that do not care are told. */
const VERSION_8 = '8.19.0';
const VERSION_9 = '9.1.0';

/** Beats, the Elastic Agent and Logstash, with their version. */
const ELASTIC_SHIPPER =
  /^(?:Elastic[- ][\w-]{1,40}|Logstash|[A-Z][a-z]{1,20}beat)\/(\d{1,2}\.\d{1,3}\.\d{1,3})\b/i;

/**
 * Whether a client looks at every item of a bulk answer, and sends again the ones that were refused
 * for now: Elastic's shippers, and the bulk helpers of its clients, which name themselves in a header
 * of their own. Others look at the status of the whole (syslog-ng, rsyslog and Vector unless told
 * otherwise), and would lose what only its item says is refused.
 *
 * @param clientMeta the header `x-elastic-client-meta`
 */
export function retriesItems(
  userAgent: string | undefined,
  clientMeta: string | undefined,
): boolean {
  return clientMeta !== undefined || ELASTIC_SHIPPER.test(userAgent ?? '');
}

/**
 * The version that the server says it is. Beats and Logstash refuse a server that is older than they
 * are, so each is told its own; others get one that speaks the version that they ask for.
 *
 * @param accept the header, which names a version as `compatible-with=9`
 */
export function serverVersion(userAgent: string | undefined, accept: string | undefined): string {
  const own = ELASTIC_SHIPPER.exec(userAgent ?? '')?.[1];
  return own ?? (/compatible-with=9/.test(accept ?? '') ? VERSION_9 : VERSION_8);
}

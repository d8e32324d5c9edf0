/** What clients that do not care are told. */
const VERSION_8 = '8.19.0';
const VERSION_9 = '9.1.0';

/**
 * The version that the server says it is. Beats and Logstash refuse a server that is older than they
 * are, so each is told its own; others get one that speaks the version that they ask for.
 *
 * @param accept the header, which names a version as `compatible-with=9`
 */
export function serverVersion(userAgent: string | undefined, accept: string | undefined): string {
  const shipper =
    /^(?:Elastic[- ][\w-]{1,40}|Logstash|[A-Z][a-z]{1,20}beat)\/(\d{1,2}\.\d{1,3}\.\d{1,3})\b/i;
  const own = shipper.exec(userAgent ?? '')?.[1];
  return own ?? (/compatible-with=9/.test(accept ?? '') ? VERSION_9 : VERSION_8);
}

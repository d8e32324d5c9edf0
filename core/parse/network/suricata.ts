import { portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { hashOf } from '../form/hash.ts';
import { isJsonObject, listAt, numberOf, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import { ignored } from '../parsed.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** The sensor of records that do not name theirs. */
const SENSOR = 'suricata';

const MAX_ANSWERS = 20;

/** Events about the sensor and its decoders. */
const IGNORED: ReadonlySet<string> = new Set(['stats', 'anomaly', 'drop', 'frame', 'engine']);

/**
 * Suricata's EVE records (docs.suricata.io, "EVE JSON Format"). The asset is the sensor; alerts are
 * findings about both addresses.
 */
export const SURICATA: JsonFormat = {
  name: 'Suricata EVE',
  matches: (record) =>
    typeof record.event_type === 'string' &&
    record.timestamp !== undefined &&
    (record.src_ip !== undefined || record.stats !== undefined || record.flow_id !== undefined),
  read: (record) => {
    const type = textOf(record.event_type) ?? '';
    if (IGNORED.has(type)) return ignored(`suricata: ${type}`);
    const host = textOf(record.host) ?? SENSOR;
    return observe(timeOf(record.timestamp), { host }, (see) => {
      const connection = see.connection({
        protocol: textOf(record.proto),
        sourceIp: textOf(record.src_ip),
        sourcePort: portOf(record.src_port),
        destinationIp: textOf(record.dest_ip),
        destinationPort: portOf(record.dest_port),
      });
      const source = see.address(textOf(record.src_ip));
      if (type === 'alert') seeAlert(see, record, source);
      seeDns(see, objectAt(record, 'dns'), source);
      seeHttp(see, objectAt(record, 'http'), connection, source);
      see.edge(connection, 'reached_domain', see.domain(textOf(objectAt(record, 'tls').sni)));
      const file = objectAt(record, 'fileinfo');
      const hash = see.hash({
        sha256: hashOf('sha256', textOf(file.sha256)),
        sha1: hashOf('sha1', textOf(file.sha1)),
        md5: hashOf('md5', textOf(file.md5)),
      });
      see.edge(connection, 'carried', hash);
    });
  },
};

function seeAlert(see: Sightings, record: JsonObject, source: Sighted): void {
  const alert = objectAt(record, 'alert');
  const id = numberOf(alert.signature_id);
  const severity = numberOf(alert.severity);
  const target = textOf(record.dest_ip);
  const finding = see.finding(`${id ?? ''} ${textOf(record.src_ip) ?? ''} ${target ?? ''}`, {
    title: textOf(alert.signature),
    kind: textOf(alert.category),
    // Suricata counts down from 1, the worst; findings count up to 10.
    severity: severity === undefined ? undefined : Math.max(1, 11 - 3 * severity),
  });
  see.edge(finding, 'names_address', source);
  see.edge(finding, 'names_address', see.address(target));
}

/** Version 1 has `rrname` and `rdata`, version 2 `answers`, version 3 `queries`. */
function seeDns(see: Sightings, dns: JsonObject, source: Sighted): void {
  const query = listAt(dns, 'queries').find(isJsonObject) ?? dns;
  const domain = see.domain(textOf(query.rrname));
  see.edge(source, 'asked_for', domain);
  const answers = listAt(dns, 'answers').filter(isJsonObject).slice(0, MAX_ANSWERS);
  for (const { rdata } of [dns, ...answers]) {
    see.edge(domain, 'resolves_to', see.address(textOf(rdata)));
  }
}

function seeHttp(see: Sightings, http: JsonObject, connection: Sighted, source: Sighted): void {
  const host = textOf(http.hostname);
  if (host === undefined) return;
  see.edge(connection, 'reached_domain', see.domain(host));
  see.edge(source, 'fetched_urls', see.url(`http://${host}${textOf(http.url) ?? '/'}`));
}

import { timeOf } from '../form/epoch.ts';
import { isJsonObject, listAt, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import type { ParseContext } from '../parse-context.ts';
import type { Parsed } from '../parsed.ts';
import { clfTime } from '../form/named-month-time.ts';

/** `app/name/id` of a load balancer, or the name alone of an older one. */
const ALB_LINE =
  /^(?:https?|h2|grpcs|wss?) (\d{4}-\d\d-\d\dT[\d:.]{8,18}Z) (\S{1,200}) (\S{1,60}):\d{1,5} \S+ (?:\S+ ){7}"\S{1,20} (\S{1,2000}) /;

/** Owner, bucket, time, address, requester, request id, operation. */
const S3_LINE =
  /^([0-9a-f]{40,64}) ([a-z0-9.-]{3,63}) \[([^\]]{20,30})\] (\S{1,60}) (\S{1,300}) \S{1,40} ([A-Z][A-Z0-9._]{3,60}) /;

/** Whether a line is of an application load balancer (docs.aws.amazon.com, "Access log entries"). */
export function isAlbLine(line: string): boolean {
  return ALB_LINE.test(line);
}

/** Reads a line of an application load balancer: an address fetched a URL. */
export function readAlbLine(line: string): Parsed {
  const [, time = '', balancer = '', client = '', url = ''] = ALB_LINE.exec(line) ?? [];
  return readAlb({ timestamp: time, elb: balancer, clientIp: client, requestUrl: url });
}

/** Whether a line is an Amazon S3 server access log's (docs.aws.amazon.com, "Log record fields"). */
export function isS3Line(line: string): boolean {
  return S3_LINE.test(line);
}

/** Reads a line of a server access log. */
export function readS3Line(line: string, context: ParseContext): Parsed {
  const [, bucketowner, bucket, time = '', remoteip, requester, operation] =
    S3_LINE.exec(line) ?? [];
  const row = { bucketowner, bucket, time: clfTime(time), remoteip, requester, operation };
  return S3_ACCESS.read(row, context);
}

/** Rows of an application load balancer, as collectors turn its lines into JSON. */
export const ALB: JsonFormat = {
  name: 'ALB access logs',
  matches: (row) => row.clientIp !== undefined && (row.elb ?? row.requestUrl) !== undefined,
  read: (row, context) => readAlb(row, context),
};

/** Rows of S3 server access logs. The asset is the bucket's owner, the resource the bucket. */
export const S3_ACCESS: JsonFormat = {
  name: 'S3 access logs',
  matches: (row) => row.bucketowner !== undefined && row.bucket !== undefined,
  read: (row, context) => {
    const host = textOf(row.bucketowner) ?? 'aws';
    return observe(timeOf(row.time) ?? context.receivedAt, { host, provider: 'aws' }, (see) => {
      const principal = see.principal(textOf(row.requester) ?? 'anonymous');
      see.edge(principal, 'called', see.apiCall('s3.amazonaws.com', textOf(row.operation)));
      see.edge(principal, 'principal_from', see.address(textOf(row.remoteip)));
      const bucket = textOf(row.bucket);
      see.edge(principal, 'touched', see.resource(`arn:aws:s3:::${bucket ?? ''}`, 's3 bucket'));
    });
  },
};

/** AWS WAF records (docs.aws.amazon.com, "Log fields for protection packs"). */
export const AWS_WAF: JsonFormat = {
  name: 'AWS WAF',
  matches: (record) => record.webaclId !== undefined && isJsonObject(record.httpRequest),
  read: (record) => {
    const request = objectAt(record, 'httpRequest');
    const host = textOf(record.webaclId)?.split(':', 5)[4] ?? 'aws';
    return observe(timeOf(record.timestamp), { host, provider: 'aws' }, (see) => {
      const header = listAt(request, 'headers')
        .filter(isJsonObject)
        .find(({ name }) => textOf(name)?.toLowerCase() === 'host');
      const site = textOf(header?.value) ?? textOf(request.host) ?? 'unknown';
      const source = see.address(textOf(request.clientIp));
      see.edge(source, 'fetched_urls', see.url(`https://${site}${textOf(request.uri) ?? '/'}`));
      if (record.action === 'BLOCK') see.edge(source, 'refused_by', see.asset);
    });
  },
};

/** Amazon Route 53 resolver query logs (docs.aws.amazon.com, "Values in Resolver query logs"). */
export const ROUTE53: JsonFormat = {
  name: 'Route 53 resolver',
  matches: (record) => record.query_name !== undefined && record.query_timestamp !== undefined,
  read: (record) => {
    const host = textOf(record.account_id) ?? 'aws';
    return observe(timeOf(record.query_timestamp), { host, provider: 'aws' }, (see) => {
      const domain = see.domain(textOf(record.query_name));
      see.edge(see.address(textOf(record.srcaddr)), 'asked_for', domain);
      for (const answer of listAt(record, 'answers').filter(isJsonObject).slice(0, 20)) {
        see.edge(domain, 'resolves_to', see.address(textOf(answer.Rdata)));
      }
    });
  },
};

function readAlb(row: JsonObject, context?: ParseContext): Parsed {
  const host = textOf(row.elb) ?? 'alb';
  const time = timeOf(row.timestamp) ?? context?.receivedAt;
  return observe(time, { host, provider: 'aws' }, (see) => {
    const url = see.url(textOf(row.requestUrl)?.replace(/^(\w+:\/\/[^/]+):\d+\//, '$1/'));
    see.edge(see.address(textOf(row.clientIp)), 'fetched_urls', url);
  });
}

import { clfTime } from '../form/named-month-time.ts';
import { observe } from '../observe.ts';
import type { LogRecord } from '../log-record.ts';
import type { ParseContext } from '../parse-context.ts';
import { ignored } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import type { Recognised } from '../recognised.ts';

/** `192.0.2.1 - ann [06/Feb/2019:00:00:38 +0000] "GET /x HTTP/1.1" 200 12` */
const ACCESS =
  /^(\S{1,60}) \S{1,60} (\S{1,100}) \[([^\]]{20,30})\] "([A-Z]{1,12}) (\S{1,1500}) HTTP\/[\d.]{1,4}" (\d{3}) \S+(?: "([^"]{0,1000})" "([^"]{0,1000})")?/;

/** Apache's and nginx' error logs. */
const ERROR =
  /^(?:\[[A-Z][a-z]{2} [A-Z][a-z]{2} [^\]]{10,40}\] )?\[(?:\w{0,20}:)?(?:emerg|alert|crit|error|warn|notice|info|debug)\] |^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w{1,10}\] \d/;

/** Whether a line is a web server's. */
export function isWebServerLine(line: string): boolean {
  return ACCESS.test(line) || ERROR.test(line);
}

/**
 * Reads a line of a web server's access log in the common or combined format (Apache, "Log Files"):
 * an address fetched a URL of this host. Error logs say nothing that the graph keeps.
 */
export function readWebServerLine(line: string, context: ParseContext): Parsed {
  const match = ACCESS.exec(line);
  if (match === null) return ignored('web server: error log');
  const [, client, name = '-', stamp = '', , target = ''] = match;
  return observe(clfTime(stamp), { host: context.defaultHost }, (see) => {
    const whole = /^https?:\/\//i.test(target) ? target : `http://${see.host}${target}`;
    const address = see.address(client);
    see.edge(address, 'fetched_urls', see.url(whole));
    if (name !== '-') see.edge(see.user({ name }), 'seen_at', address);
  });
}

/** A line of a web server, for both of its uses. */
export function recogniseWebServerLine(line: string, context: ParseContext): Recognised {
  return {
    observe: () => readWebServerLine(line, context),
    log: () => webServerLog(line),
    origin: () => ({ time: undefined }),
  };
}

/** The fields of W3C's extended format, by which rules about web servers go. */
function webServerLog(line: string): LogRecord {
  const match = ACCESS.exec(line);
  if (match === null) return { category: 'webserver', fields: { message: line } };
  const [, client, name, , method, target = '', status, referrer, agent] = match;
  const query = target.indexOf('?');
  return {
    category: 'webserver',
    fields: {
      'c-ip': client,
      'cs-username': name,
      'cs-method': method,
      'cs-uri': target,
      'cs-uri-stem': query < 0 ? target : target.slice(0, query),
      'cs-uri-query': query < 0 ? target : target.slice(query + 1),
      'sc-status': status,
      'cs-referer': referrer,
      'cs-user-agent': agent,
    },
  };
}

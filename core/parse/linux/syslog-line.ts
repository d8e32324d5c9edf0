import { parseTime } from '../../graph/time.ts';
import { syslogTime } from '../form/named-month-time.ts';
import type { ParseContext } from '../parse-context.ts';

/** A line of syslog, whatever its format. */
export interface SyslogLine {
  /** Ms since 1970. */
  readonly time: number | undefined;
  readonly host: string | undefined;
  /** The program that wrote it, without its path. */
  readonly program: string;
  readonly pid: string | undefined;
  readonly message: string;
}

const PRIORITY = /^<\d{1,3}>/;

/** `1 2003-10-11T22:14:15.003Z host app pid id [data] message` (RFC 5424 §6). */
const RFC5424 = /^1 (\S{1,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /;

/** `Oct 11 22:14:15 host ` (RFC 3164 §4.1), with a year in some. */
const RFC3164 = /^([A-Z][a-z]{2} {1,2}\d{1,2}(?: \d{4})? \d\d:\d\d:\d\d) (\S{1,255}) /;

/** The same with the time of RFC 3339, as rsyslog and systemd write it. */
const ISO = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,20}) (\S{1,255}) /;

/** `sshd[123]: `, `su(pam_unix)[123]: `, `/usr/sbin/cron: `. */
const TAG = /^([\w./-]{1,128})(?:\([\w-]{1,40}\))?(?:\[(\d{1,10})\])?: ?/;

/**
 * Reads a line of syslog; undefined when it is none. A line that its shipper took out of a syslog
 * message is only what follows the host there, or what follows the program.
 *
 * @param context the year of a time without one, and what the shipper took off
 */
export function syslogLine(text: string, context: ParseContext): SyslogLine | undefined {
  const line = text.replace(PRIORITY, '');
  const modern = RFC5424.exec(line.slice(0, 600));
  if (modern !== null) {
    const [head, time = '', host, program = '', pid] = modern;
    const message = afterStructuredData(line.slice(head.length));
    const absent = pid === '-' ? undefined : pid;
    return { time: parseTime(time), host: absentHost(host), program, pid: absent, message };
  }
  const start = line.slice(0, 320);
  const old = RFC3164.exec(start);
  const head = old ?? ISO.exec(start);
  if (head === null) return bareLine(line, context);
  const [whole, stamp = '', host] = head;
  const time = old === null ? parseTime(stamp) : syslogTime(stamp, context.receivedAt);
  const rest = line.slice(whole.length);
  const tag = TAG.exec(rest.slice(0, 200));
  const program = tag?.[1] ?? '';
  return {
    time,
    host: absentHost(host),
    program: program.slice(program.lastIndexOf('/') + 1),
    pid: tag?.[2],
    message: rest.slice(tag?.[0].length ?? 0),
  };
}

/** A line without time and host, which what it came in must know. */
function bareLine(line: string, { time, program }: ParseContext): SyslogLine | undefined {
  if (time === undefined) return undefined;
  const tag = TAG.exec(line.slice(0, 200));
  const named = program ?? tag?.[1];
  if (named === undefined) return undefined;
  const isTagged = tag !== null && (program === undefined || tag[1]?.endsWith(program) === true);
  return {
    time,
    host: undefined,
    program: named.slice(named.lastIndexOf('/') + 1),
    pid: isTagged ? tag[2] : undefined,
    message: isTagged ? line.slice(tag[0].length) : line.trimStart(),
  };
}

/** What follows `-` or `[id name="value"]…`, in which a bracket is escaped. */
function afterStructuredData(rest: string): string {
  if (!rest.startsWith('[')) return rest.replace(/^- ?/, '');
  let position = 0;
  while (rest[position] === '[') {
    let isText = false;
    for (position += 1; position < rest.length; position += 1) {
      const character = rest[position];
      if (character === '\\') position += 1;
      else if (character === '"') isText = !isText;
      else if (character === ']' && !isText) break;
    }
    position += 1;
  }
  return rest.slice(position).replace(/^ /, '');
}

function absentHost(host: string | undefined): string | undefined {
  return host === '-' ? undefined : host;
}

import { syslogTime } from '../form/named-month-time.ts';
import { observe } from '../observe.ts';
import type { ParseContext } from '../parse-context.ts';
import { ignored } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';

/** `192.0.2.1 6705: Feb 17 13:40:03.673: %PARSER-5-CFGLOG_LOGGEDCMD: text` */
const LINE =
  /^(?:<\d{1,3}>)?(?:(\S{1,255}) )?\d{1,10}: \W?([A-Z][a-z]{2} {1,2}\d{1,2}(?: \d{4})? \d\d:\d\d:\d\d)(?:\.\d{1,6})?(?: [A-Z]{3,5})?: %([A-Z0-9_]{2,30})-\d-([A-Z0-9_]{2,40}): (.{0,2000})/;

const COMMAND = /^User:(\S{1,64}) {1,4}logged command:(.{1,1000})$/;
const CONFIGURED = /^Configured from \S{1,40} by (\S{1,64})/;

/** Whether a line is a message of Cisco IOS (Cisco, "System Message Logging"). */
export function isIosLine(line: string): boolean {
  return LINE.test(line);
}

/** Reads such a line: who configured the device, with what. */
export function readIosLine(line: string, context: ParseContext): Parsed {
  const [, host, stamp = '', facility = '', , message = ''] = LINE.exec(line) ?? [];
  const command = COMMAND.exec(message);
  const name = command?.[1] ?? CONFIGURED.exec(message)?.[1];
  if (name === undefined) return ignored(`cisco ios: ${facility}`);
  const time = syslogTime(stamp, context.receivedAt) ?? context.time;
  return observe(time, { host: host ?? context.defaultHost }, (see) => {
    see.edge(see.asset, 'reconfigured_by', see.user({ name }));
    see.setting('command', command?.[2]);
  });
}

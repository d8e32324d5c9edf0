import { pidOf } from '../form/pid.ts';
import { asaReader } from '../network/cisco-asa.ts';
import { observe } from '../observe.ts';
import type { ParseContext } from '../parse-context.ts';
import { ignored } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import type { Recognised } from '../recognised.ts';
import { authReader } from './syslog-auth.ts';
import type { SyslogLine } from './syslog-line.ts';

/** Programs of which it is worth a rule of its own that nothing of this message is kept. */
const NAMED_PROGRAMS: ReadonlySet<string> = new Set([
  'sshd',
  'sudo',
  'su',
  'cron',
  'crond',
  'kernel',
  'systemd',
  'ftpd',
]);

/**
 * What a line of syslog says: logins and changes of accounts (OpenSSH, PAM, sudo, su, cron,
 * shadow), and Cisco firewalls. Other programs' lines are ignored by rules that do not repeat what
 * an attacker may have written.
 */
export function readSyslog(line: SyslogLine, context: ParseContext): Parsed {
  const read = authReader(line.program) ?? asaReader(line.message);
  const program = line.program.toLowerCase();
  const rule = NAMED_PROGRAMS.has(program) ? program : 'other program';
  if (read === undefined) return ignored(`syslog: ${rule}`);
  let isKept = false;
  const parsed = observe(line.time, { host: line.host ?? context.defaultHost }, (see) => {
    isKept = read(see, line.message);
    if (isKept) see.process({ pid: pidOf(line.pid), name: line.program });
  });
  return isKept || parsed.kind === 'reject' ? parsed : ignored(`syslog: ${rule}: other message`);
}

/** A line of syslog, for both of its uses. */
export function recogniseSyslog(line: SyslogLine, context: ParseContext): Recognised {
  const { host, time, program, message, pid } = line;
  return {
    observe: () => readSyslog(line, context),
    log: () => ({
      product: 'linux',
      service: program.toLowerCase(),
      fields: { program, pid, message, hostname: host },
    }),
    origin: () => ({ host, time }),
  };
}

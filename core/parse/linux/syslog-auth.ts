import { nameTable } from '../form/name-table.ts';
import type { Sightings } from '../sightings.ts';
import { programOf } from '../form/path.ts';

/** Reads a message of a program; false when it says nothing that the graph keeps. */
type Reader = (see: Sightings, message: string) => boolean;

/** One kind of message: what it looks like, and what it says. Patterns are anchored and bounded. */
interface Message {
  readonly pattern: RegExp;
  readonly say: (see: Sightings, parts: readonly (string | undefined)[]) => void;
}

/** Longer messages are not looked at beyond this. */
const MAX_MESSAGE_LENGTH = 4_096;

const NAME = '(\\S{1,64})';
const PEER = '(\\S{1,64})';

function accepted(see: Sightings, name: string | undefined, from: string | undefined): void {
  const user = see.user({ name });
  see.edge(user, 'authenticated_to', see.asset);
  see.edge(user, 'seen_at', see.address(from));
}

function refused(see: Sightings, name: string | undefined, from: string | undefined): void {
  see.edge(see.user({ name }), 'failed_logon_to', see.asset);
  see.edge(see.address(from), 'refused_by', see.asset);
}

function became(see: Sightings, from: string | undefined, to: string | undefined): void {
  see.edge(see.user({ name: from }), 'became', see.user({ name: to }));
}

/** PAM's own messages, which every program that logs people in may write. */
const PAM: readonly Message[] = [
  {
    pattern: /^(?:pam_\w{1,20}\(\S{1,40}\): )?authentication failure; (.{0,400})$/,
    say: (see, [, rest = '']) => {
      const user = /\buser=(\S{1,64})/.exec(rest)?.[1];
      refused(see, user, /\brhost=(\S{1,64})/.exec(rest)?.[1]);
    },
  },
  {
    pattern: new RegExp(
      `^(?:pam_\\w{1,20}\\(\\S{1,40}\\): )?session opened for user ([^\\s(]{1,64})(?:\\(uid=\\d{1,10}\\))? by ([^\\s(]{0,64})`,
    ),
    say: (see, [, to, from]) => {
      if (from === '' || from === undefined)
        see.edge(see.user({ name: to }), 'authenticated_to', see.asset);
      else became(see, from, to);
    },
  },
];

const SSHD: readonly Message[] = [
  {
    pattern: new RegExp(`^Accepted [\\w/-]{1,40} for ${NAME} from ${PEER} port \\d{1,5}`),
    say: (see, [, user, from]) => accepted(see, user, from),
  },
  {
    pattern: new RegExp(
      `^(?:Failed|Postponed) [\\w/-]{1,40} for (?:invalid user |illegal user )?${NAME} from ${PEER} port \\d{1,5}`,
    ),
    say: (see, [, user, from]) => refused(see, user, from),
  },
  {
    pattern: new RegExp(`^(?:Invalid|Illegal) user ([^\\s]{0,64}) from ${PEER}`, 'i'),
    say: (see, [, user, from]) => refused(see, user === '' ? undefined : user, from),
  },
  {
    pattern: new RegExp(`^(?:User|Login restricted for user) ${NAME} from ${PEER} not allowed`),
    say: (see, [, user, from]) => refused(see, user, from),
  },
  {
    pattern:
      /(?:^| )(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from|Did not receive identification string from|Bad protocol version identification .{1,80} from|Unable to negotiate with|error: maximum authentication attempts exceeded for .{1,80} from|Read error from remote host|fatal: Read from socket failed: .{1,40} from|Could not write ident string to|scanned from|reverse mapping checking getaddrinfo for \S{1,255}|Address) (?:invalid user |authenticating user |user )?(?:\S{1,64} )?\[?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{3,39})\]?/i,
    say: (see, [, from]) => see.edge(see.address(from), 'refused_by', see.asset),
  },
];

const SUDO: readonly Message[] = [
  {
    pattern:
      /^ *([^\s:]{1,64}) : (?:(?!TTY=).{1,200}; )?TTY=.{1,60} ; PWD=.{1,1000} ; USER=([^\s;]{1,64}) ; (?:.{1,200} )?COMMAND=(.{1,2000})$/,
    say: (see, [, from, to, command = '']) => {
      became(see, from, to);
      see.file(programOf(command));
    },
  },
];

const SU: readonly Message[] = [
  {
    pattern: /^(?:Successful su for|\(to) ([^\s)]{1,64})(?: by |\) )(\S{1,64})/,
    say: (see, [, to, from]) => became(see, from, to),
  },
  {
    pattern: /^FAILED (?:su|SU) (?:for|\(to) ([^\s)]{1,64})\)?(?: by)? (\S{1,64})/,
    say: (see, [, to]) => refused(see, to, undefined),
  },
  {
    pattern: /^'su (\S{1,64})' (succeeded|failed) for (\S{1,64})/,
    say: (see, [, to, result, from]) => {
      if (result === 'failed') refused(see, to, undefined);
      else became(see, from, to);
    },
  },
];

const CRON: readonly Message[] = [
  {
    pattern: /^\(([^\s)]{1,64})\) CMD \((.{1,2000})\)$/,
    say: (see, [, user, command = '']) => {
      const task = see.named('task', `cron ${user ?? ''}: ${command.trim()}`.slice(0, 400), {
        command_line: command.trim(),
      });
      see.edge(see.asset, 'tasks', task);
      see.edge(task, 'task_account', see.user({ name: user }));
      see.edge(task, 'task_action', see.file(programOf(command)));
    },
  },
  {
    pattern: /^\(([^\s)]{1,64})\) (?:BEGIN EDIT|REPLACE|END EDIT|RELOAD)/,
    say: (see, [, user]) => see.edge(see.asset, 'reconfigured_by', see.user({ name: user })),
  },
];

const ACCOUNTS: readonly Message[] = [
  {
    pattern: /^(?:new|delete|change) user(?:: name=|name '?| '?)([^\s,']{1,64})/,
    say: (see, [, name]) =>
      see.edge(see.user({ name: 'root' }), 'changed_accounts', see.user({ name })),
  },
  {
    pattern: /^(?:new|delete|add '([^\s']{1,64})' to) group(?:: name=| '?)([^\s,']{1,64})/,
    say: (see, [, member, name]) => {
      const group = see.group({ name });
      see.edge(see.user({ name: 'root' }), 'changed_groups', group);
      if (member !== undefined) see.edge(see.user({ name: member }), 'member_of', group);
    },
  },
];

const LOGIND: readonly Message[] = [
  {
    pattern: /^New session (\S{1,32}) of user (\S{1,64}?)\.?$/,
    say: (see, [, id, name]) => {
      const session = see.session(`login ${id ?? ''}`, { logged_on_at: see.time });
      see.edge(session, 'session_user', see.user({ name }));
    },
  },
];

const FTPD: readonly Message[] = [
  {
    pattern: /^connection from ((?:\d{1,3}\.){3}\d{1,3})/,
    say: (see, [, from]) => {
      see.edge(see.address(from), 'contacted', see.listener('tcp', undefined, 21));
    },
  },
  {
    pattern: /^ANONYMOUS FTP LOGIN FROM ((?:\d{1,3}\.){3}\d{1,3})/,
    say: (see, [, from]) => accepted(see, 'anonymous', from),
  },
];

const KLOGIND: readonly Message[] = [
  {
    pattern: /^Authentication failed from ((?:\d{1,3}\.){3}\d{1,3})/,
    say: (see, [, from]) => refused(see, undefined, from),
  },
];

const MESSAGES = nameTable<readonly Message[]>({
  sshd: [...SSHD, ...PAM],
  'sshd-session': [...SSHD, ...PAM],
  sudo: [...SUDO, ...PAM],
  su: [...SU, ...PAM],
  cron: [...CRON, ...PAM],
  crond: [...CRON, ...PAM],
  crontab: CRON,
  klogind: KLOGIND,
  login: PAM,
  gdm: PAM,
  ftpd: [...FTPD, ...PAM],
  vsftpd: PAM,
  'systemd-logind': LOGIND,
  useradd: ACCOUNTS,
  userdel: ACCOUNTS,
  usermod: ACCOUNTS,
  groupadd: ACCOUNTS,
  groupdel: ACCOUNTS,
  gpasswd: ACCOUNTS,
});

/** The reader of a program's messages; undefined for a program that is not known. */
export function authReader(program: string): Reader | undefined {
  const messages = MESSAGES[program.toLowerCase()];
  if (messages === undefined) return undefined;
  return (see, message) => {
    const text = message.slice(0, MAX_MESSAGE_LENGTH).trimEnd();
    for (const { pattern, say } of messages) {
      const parts = pattern.exec(text);
      if (parts === null) continue;
      say(see, parts);
      return true;
    }
    return false;
  };
}

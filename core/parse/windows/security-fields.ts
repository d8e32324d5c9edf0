import { pidOf } from '../form/pid.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import { field } from './windows-event.ts';
import type { EventData } from './windows-event.ts';

/** The prefixes of the fields that describe an account. */
type Role = 'Subject' | 'Target';

/** The account that fields with a prefix describe. */
export function account(see: Sightings, data: EventData, role: Role): Sighted {
  return see.user({
    name: field(data, `${role}UserName`),
    domain: field(data, `${role}DomainName`),
    sid: field(data, `${role}UserSid`) ?? field(data, `${role}Sid`),
  });
}

/** The logon session that acts, joined to its account. */
export function subject(see: Sightings, data: EventData): { user: Sighted; session: Sighted } {
  const user = account(see, data, 'Subject');
  const session = see.session(field(data, 'SubjectLogonId'));
  see.edge(session, 'session_user', user);
  return { user, session };
}

/** The process that acts, joined to the session that it acts in. */
export function actor(see: Sightings, data: EventData): Sighted {
  const process = see.process({
    pid: realPid(data.ProcessId ?? data.CallerProcessId ?? data.ClientProcessId),
    image: field(data, 'ProcessName') ?? field(data, 'CallerProcessName'),
  });
  see.edge(process, 'in_session', subject(see, data).session);
  return process;
}

/** A process id of a process: 0 stands for none where a process could be named. */
export function realPid(value: unknown): number | undefined {
  const pid = pidOf(value);
  return pid === 0 ? undefined : pid;
}

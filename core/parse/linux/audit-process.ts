import { pidOf } from '../form/pid.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import { auditText } from './audit-event.ts';
import type { AuditEvent, AuditFields } from './audit-event.ts';

/** Nobody has logged in: the login user id of daemons. */
const UNSET_IDS: ReadonlySet<string | undefined> = new Set([
  undefined,
  '4294967295',
  '-1',
  'unset',
]);

/** The process of a part, and who it runs as. */
export function auditProcess(
  see: Sightings,
  event: AuditEvent,
  fields: AuditFields,
  properties: Readonly<Record<string, string | number | undefined>>,
): Sighted {
  const exe = auditText(event, fields.exe)?.replace(/ \(deleted\)$/, '');
  const process = see.process(
    { pid: pidOf(fields.pid), image: exe, name: auditText(event, fields.comm) },
    properties,
  );
  see.edge(
    process,
    'run_as',
    auditUser(see, event, fields.euid ?? fields.uid, fields.EUID ?? fields.UID),
  );
  see.edge(process, 'login_user', auditUser(see, event, fields.auid, fields.AUID));
  return process;
}

/** A user by id, and by name where the event is enriched. */
export function auditUser(
  see: Sightings,
  event: AuditEvent,
  id: string | undefined,
  name: string | undefined,
): Sighted {
  if (UNSET_IDS.has(id)) return undefined;
  const known = auditText(event, name);
  if (known !== undefined && !UNSET_IDS.has(known)) return see.user({ name: known });
  return see.user({ name: id === '0' ? 'root' : `uid ${id}` });
}

import type { LogRecord } from '../log-record.ts';
import type { ParseContext } from '../parse-context.ts';
import type { Recognised } from '../recognised.ts';
import { auditText, partOf } from './audit-event.ts';
import type { AuditEvent } from './audit-event.ts';
import { commandLine, directory, readAuditEvent } from './audit.ts';

/** An event of the Linux audit system, for both of its uses. */
export function recogniseAuditEvent(event: AuditEvent, context: ParseContext): Recognised {
  return {
    observe: () => readAuditEvent(event, context),
    log: () => auditLog(event),
    origin: () => ({ host: event.node, time: event.time }),
  };
}

/**
 * An audit event as rules see it: the fields of all of its parts, decoded, where several parts have
 * one as a list. The execution of a program is also a `process_creation`, in the words of Sysmon.
 */
function auditLog(event: AuditEvent): LogRecord {
  const values = new Map<string, unknown[]>([['type', [...event.parts.keys()]]]);
  for (const parts of event.parts.values()) {
    for (const part of parts) {
      for (const [name, written] of Object.entries(part)) {
        const value = auditText(event, written) ?? written;
        const known = values.get(name);
        if (known === undefined) values.set(name, [value]);
        else if (!known.includes(value)) known.push(value);
      }
    }
  }
  const fields = Object.create(null) as Record<string, unknown>;
  for (const [name, list] of values) fields[name] = list.length === 1 ? list[0] : list;
  const hints = { product: 'linux', service: 'auditd' };
  const call = partOf(event, 'SYSCALL', 'AUOMS_EXECVE');
  const isExecution = event.parts.has('EXECVE') || event.parts.has('AUOMS_EXECVE');
  if (call === undefined || !isExecution) return { ...hints, fields };
  fields.Image = auditText(event, call.exe);
  fields.CommandLine = commandLine(event, call);
  fields.CurrentDirectory = directory(event, call);
  fields.User = call.UID ?? call.uid;
  return { ...hints, category: 'process_creation', fields };
}

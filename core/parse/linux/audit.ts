import { pidOf } from '../form/pid.ts';
import { observe } from '../observe.ts';
import type { ParseContext } from '../parse-context.ts';
import { ignored } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import { readUserEvent, isUserEvent } from './audit-user.ts';
import { auditProcess } from './audit-process.ts';
import { auditText, partOf, quoteArgument } from './audit-event.ts';
import type { AuditEvent, AuditFields } from './audit-event.ts';
import { socketAddress, socketPath } from './socket-address.ts';
import { syscallEffect } from './syscalls.ts';
import type { SyscallEffect } from './syscalls.ts';

/** Arguments of a command line beyond these are left out. */
const MAX_ARGUMENTS = 256;
const MAX_PATHS = 16;

/** A connection that is under way is not yet a success: EINPROGRESS. */
const IN_PROGRESS = '-115';

/** Bits of open's flags that ask for writing: O_WRONLY, O_RDWR. */
const WRITE_FLAGS = 0x3;

/** Parts that are the record of a call, whatever they are called. */
const CALLS = ['SYSCALL', 'AUOMS_EXECVE', 'AUOMS_SYSCALL'] as const;

/**
 * What an event of the Linux audit system says (audit-userspace, "auditd record types"). A program
 * that is executed starts a session of its process id, so that each program of a chain is a node.
 */
export function readAuditEvent(event: AuditEvent, context: ParseContext): Parsed {
  const call = partOf(event, ...CALLS);
  const type = event.parts.keys().next().value ?? 'UNKNOWN';
  if (call === undefined && !isUserEvent(type)) {
    const fields = partOf(event, type);
    if (pidOf(fields?.pid) === undefined) return ignored(`audit: ${type}`);
  }
  const host = event.node ?? context.defaultHost;
  return observe(event.time, { host }, (see) => {
    if (call !== undefined) readCall(see, event, call);
    else if (isUserEvent(type)) readUserEvent(see, event, type);
    else auditProcess(see, event, partOf(event, type) ?? {}, {});
  });
}

function readCall(see: Sightings, event: AuditEvent, call: AuditFields): void {
  const effect = event.parts.has('AUOMS_EXECVE')
    ? 'execute'
    : syscallEffect(call.SYSCALL ?? call.syscall, call.arch);
  const hasSucceeded = call.success !== 'no' || call.exit === IN_PROGRESS;
  const isExecution = effect === 'execute' && hasSucceeded;
  const process = auditProcess(see, event, call, {
    command_line: isExecution ? commandLine(event, call) : undefined,
    current_directory: isExecution ? directory(event, call) : undefined,
    started_at: isExecution ? see.time : undefined,
  });
  const parent = see.process({ pid: pidOf(call.ppid) });
  if (pidOf(call.ppid) !== 0) see.edge(parent, 'children', process);
  if (effect === undefined || !hasSucceeded) return;
  seeEffect(see, event, call, effect, process);
}

function seeEffect(
  see: Sightings,
  event: AuditEvent,
  call: AuditFields,
  effect: SyscallEffect,
  process: Sighted,
): void {
  switch (effect) {
    case 'execute':
      see.edge(process, 'executable', see.file(auditText(event, call.exe)));
      return;
    case 'connect':
    case 'accept':
    case 'bind':
      seeSocket(see, event, effect, process);
      return;
    case 'trace': {
      const target = see.process({ pid: pidOf(partOf(event, 'OBJ_PID')?.opid) });
      see.edge(process, 'accessed', target);
      return;
    }
    default:
      seeFiles(see, event, call, effect, process);
  }
}

function seeSocket(
  see: Sightings,
  event: AuditEvent,
  effect: 'connect' | 'accept' | 'bind',
  process: Sighted,
): void {
  const saddr = partOf(event, 'SOCKADDR')?.saddr;
  const address = socketAddress(saddr);
  if (address === undefined) {
    const edge = effect === 'bind' ? 'bound_files' : 'connected_files';
    if (effect !== 'accept') see.edge(process, edge, see.file(socketPath(saddr)));
    return;
  }
  const { ip, port } = address;
  if (effect === 'bind') {
    see.edge(process, 'listens_on', see.listener('tcp', ip, port));
    return;
  }
  const other = see.address(ip);
  see.edge(process, effect === 'connect' ? 'connected_to' : 'accepted_from', other);
}

function seeFiles(
  see: Sightings,
  event: AuditEvent,
  call: AuditFields,
  effect: SyscallEffect,
  process: Sighted,
): void {
  const cwd = directory(event, call);
  const removed: Sighted[] = [];
  for (const path of (event.parts.get('PATH') ?? []).slice(0, MAX_PATHS)) {
    const name = auditText(event, path.name);
    if (name === undefined || path.nametype === 'PARENT') continue;
    const whole = name.startsWith('/') || cwd === undefined ? name : `${cwd}/${name}`;
    if (path.nametype === 'DELETE') {
      const file = see.file(whole, effect === 'remove' ? { deleted_at: see.time } : {});
      removed.push(file);
      see.edge(process, 'deleted_files', file);
    } else if (path.nametype === 'CREATE') {
      const file = see.file(whole, effect === 'open' ? { created_at: see.time } : {});
      see.edge(process, 'created_files', file);
      if (effect === 'rename') for (const old of removed) see.edge(old, 'renamed_to', file);
    } else if (effect === 'module') {
      see.edge(see.asset, 'drivers', see.file(whole));
    } else if (effect === 'open') {
      see.edge(process, isWriting(call) ? 'wrote_files' : 'read_files', see.file(whole));
    }
  }
}

/** The flags are open's second argument and openat's third. */
function isWriting(call: AuditFields): boolean {
  const name = call.SYSCALL ?? call.syscall;
  const flags = name === 'open' || name === '2' || name === '5' ? call.a1 : call.a2;
  return (Number.parseInt(flags ?? '0', 16) & WRITE_FLAGS) !== 0;
}

export function directory(event: AuditEvent, call: AuditFields): string | undefined {
  return auditText(event, partOf(event, 'CWD')?.cwd ?? call.cwd);
}

/** `a0="ls" a1="-l"`; an argument too long for one field comes as `a1[0]`, `a1[1]`. */
export function commandLine(event: AuditEvent, call: AuditFields): string | undefined {
  const parts = event.parts.get('EXECVE') ?? [];
  const list = parts[0]?.ARGV ?? partOf(event, 'PROCTITLE')?.ARGV;
  if (list !== undefined) return list;
  const given: string[] = [];
  const fields = Object.assign(Object.create(null), ...parts) as AuditFields;
  for (let index = 0; index < MAX_ARGUMENTS; index += 1) {
    const name = `a${index}`;
    let value = auditText(event, fields[name]);
    for (let part = 0; value === undefined || part > 0; part += 1) {
      const more = auditText(event, fields[`${name}[${part}]`]);
      if (more === undefined) break;
      value = (value ?? '') + more;
    }
    if (value === undefined && fields[name] === undefined) break;
    given.push(quoteArgument(value ?? ''));
  }
  if (given.length > 0) return given.join(' ');
  return auditText(event, call.cmdline) ?? auditText(event, partOf(event, 'PROCTITLE')?.proctitle);
}

import type { Sighted, Sightings } from '../sightings.ts';
import type { Reader, Readers } from './reader.ts';
import { imageOf, seeUser, sysmonHashes, sysmonProcess } from './sysmon-fields.ts';
import { field } from './windows-event.ts';
import type { EventData } from './windows-event.ts';

/** Rights to a process's memory (MS-WINPROC, "Process Security and Access Rights"). */
const PROCESS_VM_READ = 0x10;
const PROCESS_VM_WRITE = 0x20;

/** Longer traces are not looked through. */
const MAX_TRACE_LENGTH = 16_384;

const readCreate: Reader = (see, data) => {
  const child = sysmonProcess(see, data, '', {
    command_line: field(data, 'CommandLine'),
    current_directory: field(data, 'CurrentDirectory'),
    integrity_level: field(data, 'IntegrityLevel'),
    original_file_name: field(data, 'OriginalFileName'),
    product: field(data, 'Product'),
    company: field(data, 'Company'),
    started_at: see.time,
  });
  const parent = sysmonProcess(see, data, 'Parent', {
    command_line: field(data, 'ParentCommandLine'),
  });
  see.edge(parent, 'children', child);
  seeExecutable(see, data, child);
  seeUser(see, data, child);
  see.edge(child, 'executable_hash', see.hash(sysmonHashes(data)));
  see.edge(child, 'in_session', see.session(field(data, 'LogonId')));
};

const readTerminate: Reader = (see, data) => {
  sysmonProcess(see, data, '', { ended_at: see.time });
};

const readRemoteThread: Reader = (see, data) => {
  see.edge(sysmonProcess(see, data, 'Source'), 'injected', sysmonProcess(see, data, 'Target'));
};

/**
 * 10: what was asked for says what it can do. Code that no module holds, as injected code and
 * just-in-time compilers have it, is `UNKNOWN` among the callers.
 */
const readAccess: Reader = (see, data) => {
  const source = sysmonProcess(see, data, 'Source');
  const target = sysmonProcess(see, data, 'Target');
  see.edge(source, 'accessed', target);
  const rights = Number(field(data, 'GrantedAccess') ?? 0);
  if ((rights & PROCESS_VM_READ) !== 0) see.edge(source, 'read_memory_of', target);
  if ((rights & PROCESS_VM_WRITE) !== 0) see.edge(source, 'wrote_memory_of', target);
  const trace = field(data, 'CallTrace');
  if (trace?.slice(0, MAX_TRACE_LENGTH).includes('UNKNOWN(') === true) {
    see.edge(source, 'opened_from_memory', target);
  }
};

/** 24: who took something into the clipboard. The content itself stays in the raw record. */
const readClipboard: Reader = (see, data) => {
  seeUser(see, data, sysmonProcess(see, data));
};

const readTampering: Reader = (see, data) => {
  sysmonProcess(see, data, '', { tampering: field(data, 'Type') });
};

/** 4, 16 and 255: the sensor itself, which says only that this host has one. */
const readSensor: Reader = () => undefined;

/**
 * Sysmon's events about processes and the sensor (Sysmon documentation, learn.microsoft.com,
 * "Sysmon", schema 4.90).
 */
export const SYSMON_PROCESS_READERS: Readers = {
  1: readCreate,
  4: readSensor,
  5: readTerminate,
  8: readRemoteThread,
  10: readAccess,
  16: readSensor,
  24: readClipboard,
  25: readTampering,
  255: readSensor,
};

/** Joins a process to its program's file, where the image is a path. */
function seeExecutable(see: Sightings, data: EventData, process: Sighted): void {
  const image = imageOf(data, 'Image');
  if (image === undefined || !/[\\/]/.test(image)) return;
  see.edge(process, 'executable', see.file(image));
}

import { nameTable } from '../form/name-table.ts';
import type { Reader, Readers } from './reader.ts';
import { account, actor, realPid, subject } from './security-fields.ts';
import { field } from './windows-event.ts';

/** Mandatory labels (MS-DTYP 2.4.2.4) in the words of Sysmon. */
const INTEGRITY_LEVELS = nameTable<string>({
  'S-1-16-0': 'Untrusted',
  'S-1-16-4096': 'Low',
  'S-1-16-8192': 'Medium',
  'S-1-16-8448': 'Medium',
  'S-1-16-12288': 'High',
  'S-1-16-16384': 'System',
});

/** 4688: the subject is who asked for it; the target, where named, is who it runs as. */
const readCreate: Reader = (see, data) => {
  const image = field(data, 'NewProcessName');
  const child = see.process(
    { pid: realPid(data.NewProcessId), image },
    {
      command_line: field(data, 'CommandLine'),
      integrity_level: INTEGRITY_LEVELS[field(data, 'MandatoryLabel') ?? ''],
      started_at: see.time,
    },
  );
  const parent = see.process({
    pid: realPid(data.ProcessId),
    image: field(data, 'ParentProcessName'),
  });
  see.edge(parent, 'children', child);
  if (image !== undefined && /[\\/]/.test(image)) see.edge(child, 'executable', see.file(image));
  const { user, session } = subject(see, data);
  const target = account(see, data, 'Target');
  const targetSession = see.session(field(data, 'TargetLogonId'));
  see.edge(targetSession, 'session_user', target);
  see.edge(child, 'run_as', target ?? user);
  see.edge(child, 'in_session', targetSession ?? session);
};

const readExit: Reader = (see, data) => {
  const process = see.process(
    { pid: realPid(data.ProcessId), image: field(data, 'ProcessName') },
    { ended_at: see.time },
  );
  see.edge(process, 'run_as', subject(see, data).user);
};

/** A process did something of which the graph keeps no more than who and when. */
const readActor: Reader = (see, data) => {
  actor(see, data);
};

/** 4690: the source is the process whose handle was copied into the target. */
const readHandleCopy: Reader = (see, data) => {
  const source = see.process({ pid: realPid(data.SourceProcessId) });
  const target = see.process({ pid: realPid(data.TargetProcessId) });
  see.edge(target, 'in_session', subject(see, data).session);
  if (data.SourceProcessId !== data.TargetProcessId) see.edge(target, 'accessed', source);
};

/** Security auditing's events about processes (Windows security audit events, Microsoft). */
export const SECURITY_PROCESS_READERS: Readers = {
  4688: readCreate,
  4689: readExit,
  4673: readActor,
  4674: readActor,
  4690: readHandleCopy,
  4703: readActor,
  4616: readActor,
  5379: readActor,
  5381: readActor,
};

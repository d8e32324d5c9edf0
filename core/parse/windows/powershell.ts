import { guidKey } from '../form/guid.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import type { Reader, Readers } from './reader.ts';
import { realPid } from './security-fields.ts';
import { field, unnamedFields } from './windows-event.ts';
import type { WindowsEvent } from './windows-event.ts';

/** Enough of a script to see what it does; the rest is in the raw record. */
const MAX_SCRIPT_LENGTH = 4_096;

/** How far a context is searched; its lines are short, but one of them is a command line. */
const MAX_CONTEXT_LENGTH = 65_536;

/** 4104: a block of script, of which long ones come in parts; the first shows what it is. */
const readScriptBlock: Reader = (see, data, event) => {
  const isFirst = (field(data, 'MessageNumber') ?? '1') === '1';
  const text = isFirst ? field(data, 'ScriptBlockText')?.slice(0, MAX_SCRIPT_LENGTH) : undefined;
  const script = see.script(guidKey(field(data, 'ScriptBlockId')), {
    path: field(data, 'Path'),
    script_text: text,
  });
  const process = host(see, event);
  see.edge(see.asset, 'scripts', script);
  see.edge(process, 'ran_scripts', script);
  see.edge(process, 'run_as', see.user({ sid: event.userSid }));
};

/** 4103: a command of a pipeline. What it was stays in the raw record; a host makes thousands. */
const readPipeline: Reader = (see, data, event) => {
  const context = field(data, 'ContextInfo') ?? '';
  const process = host(see, event, contextValue(context, 'Host Application = '));
  const name = contextValue(context, 'User = ');
  see.edge(process, 'run_as', see.user({ name, sid: event.userSid }));
  seeScriptFile(see, process, contextValue(context, 'Script Name = '));
};

/** 400, 403, 600, 800 of the older log: texts without names, the last but for one is a context. */
const readEngine: Reader = (see, data, event) => {
  const context = unnamedFields(data).find((text) => text.includes('HostApplication=')) ?? '';
  const commandLine = contextValue(context, 'HostApplication=');
  const process = host(see, event, commandLine);
  if (process === undefined) {
    // Without a process id the engine's own id keeps its events together.
    const engine = see.script(guidKey(contextValue(context, 'HostId=')), {
      script_text: commandLine?.slice(0, MAX_SCRIPT_LENGTH),
    });
    see.edge(see.asset, 'scripts', engine);
  }
  see.edge(process, 'run_as', see.user({ name: contextValue(context, 'UserId=') }));
  seeScriptFile(see, process, contextValue(context, 'ScriptName='));
};

/** Microsoft-Windows-PowerShell and its successor PowerShellCore. */
export const POWERSHELL_READERS: Readers = {
  4100: readPipeline,
  4103: readPipeline,
  4104: readScriptBlock,
};

/** The log `Windows PowerShell`. */
export const POWERSHELL_ENGINE_READERS: Readers = {
  400: readEngine,
  403: readEngine,
  600: readEngine,
  800: readEngine,
};

/** The process that logs is the one that runs the script. */
function host(see: Sightings, { processId }: WindowsEvent, commandLine?: string): Sighted {
  return see.process({ pid: realPid(processId) }, { command_line: commandLine });
}

function seeScriptFile(see: Sightings, process: Sighted, path: string | undefined): void {
  if (path !== undefined) see.edge(process, 'read_files', see.file(path));
}

/** The value of a line of a context, `Name = value`; undefined when it is missing or empty. */
function contextValue(context: string, label: string): string | undefined {
  const start = context.slice(0, MAX_CONTEXT_LENGTH).indexOf(label);
  if (start < 0) return undefined;
  const from = start + label.length;
  const end = context.indexOf('\n', from);
  const value = context.slice(from, end < 0 ? undefined : end).trim();
  return value === '' ? undefined : value;
}

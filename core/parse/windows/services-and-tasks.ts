import { plainPath, programOf } from '../form/path.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import { isSid } from '../form/account.ts';
import { realPid, subject } from './security-fields.ts';
import type { Reader, Readers } from './reader.ts';
import { readTaskContent } from './task-content.ts';
import { field } from './windows-event.ts';

/** Longer command lines of services and tasks are cut. */
const MAX_COMMAND_LENGTH = 8_192;

/** 4697 of Security with the account that installed it, 7045 of System without. */
const readInstall: Reader = (see, data) => {
  const commandLine = field(data, 'ServiceFileName') ?? field(data, 'ImagePath');
  const service = see.named('service', field(data, 'ServiceName'), {
    command_line: commandLine?.slice(0, MAX_COMMAND_LENGTH),
    start_type: field(data, 'ServiceStartType') ?? field(data, 'StartType'),
  });
  see.edge(see.asset, 'services', service);
  if (commandLine !== undefined) {
    see.edge(service, 'service_binary', see.file(programOf(commandLine)));
  }
  const name = field(data, 'ServiceAccount') ?? field(data, 'AccountName');
  see.edge(service, 'service_account', serviceAccount(see, name));
  const process = see.process({ pid: realPid(data.ClientProcessId) });
  see.edge(process, 'installed_services', service);
  see.edge(subject(see, data).user, 'added_services', service);
};

/** 7040: `param4` is the service's name, the others are for people. */
const readStartType: Reader = (see, data) => {
  const service = see.named('service', field(data, 'param4'), {
    display_name: field(data, 'param1'),
    start_type: field(data, 'param3'),
  });
  see.edge(see.asset, 'services', service);
};

/** 4698 to 4702 of Security. */
const readTaskAudit: Reader = (see, data) => {
  const content = readTaskContent(field(data, 'TaskContent') ?? field(data, 'TaskContentNew'));
  const task = seeTask(see, field(data, 'TaskName'), content.command, content.arguments);
  const { account } = content;
  const parts = account !== undefined && isSid(account) ? { sid: account } : { name: account };
  see.edge(task, 'task_account', see.user(parts));
  const process = see.process({ pid: realPid(data.ClientProcessId) });
  see.edge(process, 'created_tasks', task);
  see.edge(subject(see, data).user, 'registered_tasks', task);
};

/** 106, 140, 141 of TaskScheduler. */
const readRegistration: Reader = (see, data) => {
  const task = seeTask(see, field(data, 'TaskName') ?? field(data, 'Name'));
  const name = field(data, 'UserContext') ?? field(data, 'UserName');
  see.edge(see.user({ name }), 'registered_tasks', task);
};

/** 129, 200, 201 of TaskScheduler: the task ran something. */
const readRun: Reader = (see, data) => {
  const path = field(data, 'Path') ?? field(data, 'ActionName');
  const task = seeTask(see, field(data, 'TaskName'), path);
  const pid = realPid(data.ProcessID);
  if (pid !== undefined && path !== undefined) see.process({ pid, image: plainPath(path) });
  return task;
};

const readTaskOnly: Reader = (see, data) => {
  seeTask(see, field(data, 'TaskName'));
};

/** Security auditing's events about services and tasks. */
export const SECURITY_SERVICE_READERS: Readers = {
  4697: readInstall,
  4698: readTaskAudit,
  4699: readTaskAudit,
  4700: readTaskAudit,
  4701: readTaskAudit,
  4702: readTaskAudit,
};

/** The service control manager's events. */
export const SERVICE_CONTROL_READERS: Readers = { 7040: readStartType, 7045: readInstall };

/** Microsoft-Windows-TaskScheduler. */
export const TASK_SCHEDULER_READERS: Readers = {
  100: readTaskOnly,
  102: readTaskOnly,
  106: readRegistration,
  110: readTaskOnly,
  129: readRun,
  140: readRegistration,
  141: readRegistration,
  142: readRegistration,
  200: readRun,
  201: readRun,
};

function seeTask(
  see: Sightings,
  name: string | undefined,
  command?: string,
  args?: string,
): Sighted {
  const commandLine = [command, args].filter((part) => part !== undefined).join(' ');
  const kept = commandLine === '' ? undefined : commandLine.slice(0, MAX_COMMAND_LENGTH);
  const task = see.named('task', name, { command_line: kept });
  see.edge(see.asset, 'tasks', task);
  if (command !== undefined) see.edge(task, 'task_action', see.file(programOf(command)));
  return task;
}

/** Services write `LocalSystem` for the system's account. */
function serviceAccount(see: Sightings, name: string | undefined): Sighted {
  if (name === undefined) return undefined;
  return /^localsystem$/i.test(name) ? see.user({ sid: 'S-1-5-18' }) : see.user({ name });
}

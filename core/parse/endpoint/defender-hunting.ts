import { nameTable } from '../form/name-table.ts';
import { portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { hashOf } from '../form/hash.ts';
import { textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { pidOf } from '../form/pid.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** Edges from the process that acts to a file, by the action. */
const FILE_EDGES = nameTable<string>({
  FileCreated: 'created_files',
  FileModified: 'wrote_files',
  FileRenamed: 'created_files',
  FileDeleted: 'deleted_files',
  ImageLoaded: 'loaded',
});

const KEY_EDGES = nameTable<string>({
  RegistryKeyCreated: 'created_keys',
  RegistryKeyDeleted: 'deleted_keys',
  RegistryValueDeleted: 'deleted_keys',
  RegistryValueSet: 'set_keys',
});

/**
 * Rows of Microsoft Defender's hunting tables about devices, and of Sentinel's copies of them
 * (learn.microsoft.com, "DeviceProcessEvents" and its siblings): the process that acted, and what it
 * acted on.
 */
export const DEFENDER_HUNTING: JsonFormat = {
  name: 'Microsoft Defender hunting',
  matches: (row) =>
    row.DeviceName !== undefined && row.ActionType !== undefined && row.DeviceId !== undefined,
  read: (row, context) => {
    const host = textOf(row.DeviceName) ?? context.defaultHost;
    return observe(timeOf(row.Timestamp) ?? timeOf(row.TimeGenerated), { host }, (see) => {
      const actor = seeProcess(see, row, 'InitiatingProcess');
      const action = textOf(row.ActionType) ?? '';
      if (action === 'ProcessCreated') {
        const child = seeProcess(see, row, '');
        see.edge(actor, 'children', child);
        see.edge(child, 'executable', see.file(textOf(row.FolderPath)));
        seeAccount(see, row, '', child);
      } else if (FILE_EDGES[action] !== undefined) {
        see.edge(actor, FILE_EDGES[action], see.file(textOf(row.FolderPath)));
      } else if (KEY_EDGES[action] !== undefined) {
        const path = [textOf(row.RegistryKey), textOf(row.RegistryValueName)];
        const whole = path.filter((part) => part !== undefined).join('\\');
        const key = see.registryKey(
          whole === '' ? undefined : whole,
          textOf(row.RegistryValueData),
        );
        see.edge(actor, KEY_EDGES[action], key);
      }
      seeNetwork(see, row, actor);
    });
  },
};

/** Rows of Azure Monitor's VM insights about connections. */
export const VM_CONNECTION: JsonFormat = {
  name: 'Azure VM connections',
  matches: (row) => row.Type === 'VMConnection' && row.SourceIp !== undefined,
  read: (row, context) => {
    const host = textOf(row.Computer) ?? context.defaultHost;
    return observe(timeOf(row.TimeGenerated), { host }, (see) => {
      const source = see.address(textOf(row.SourceIp));
      const destination = textOf(row.DestinationIp);
      see.ownAddress(row.Direction === 'inbound' ? destination : textOf(row.SourceIp));
      const port = portOf(row.DestinationPort);
      see.edge(source, 'contacted', see.socket(textOf(row.Protocol), destination, port));
    });
  },
};

function seeProcess(see: Sightings, row: JsonObject, role: '' | 'InitiatingProcess'): Sighted {
  const isActor = role !== '';
  const started = timeOf(row[isActor ? 'InitiatingProcessCreationTime' : 'ProcessCreationTime']);
  const process = see.process(
    {
      pid: pidOf(row[`${role === '' ? 'Process' : role}Id`]),
      image: textOf(row[`${role}FolderPath`]),
      name: textOf(row[`${role}FileName`]),
    },
    {
      command_line: textOf(row[isActor ? 'InitiatingProcessCommandLine' : 'ProcessCommandLine']),
      started_at: started,
    },
  );
  const hash = see.hash({
    sha256: hashOf('sha256', textOf(row[`${role}SHA256`])),
    sha1: hashOf('sha1', textOf(row[`${role}SHA1`])),
    md5: hashOf('md5', textOf(row[`${role}MD5`])),
  });
  see.edge(process, 'executable_hash', hash);
  if (isActor) {
    seeAccount(see, row, role, process);
    const parent = see.process(
      {
        pid: pidOf(row.InitiatingProcessParentId),
        name: textOf(row.InitiatingProcessParentFileName),
      },
      { started_at: timeOf(row.InitiatingProcessParentCreationTime) },
    );
    see.edge(parent, 'children', process);
  }
  return process;
}

function seeAccount(
  see: Sightings,
  row: JsonObject,
  role: '' | 'InitiatingProcess',
  process: Sighted,
): void {
  const user = see.user({
    name: textOf(row[`${role}AccountName`]),
    domain: textOf(row[`${role}AccountDomain`]),
    sid: textOf(row[`${role}AccountSid`]),
  });
  see.edge(process, 'run_as', user);
}

function seeNetwork(see: Sightings, row: JsonObject, actor: Sighted): void {
  const remote = textOf(row.RemoteIP);
  if (remote === undefined) return;
  see.edge(actor, 'connected_to', see.address(remote));
  const connection = see.connection({
    protocol: textOf(row.Protocol) ?? 'tcp',
    sourceIp: textOf(row.LocalIP),
    sourcePort: portOf(row.LocalPort),
    destinationIp: remote,
    destinationPort: portOf(row.RemotePort),
  });
  see.edge(actor, 'connections', connection);
  see.edge(connection, 'reached_domain', see.domain(textOf(row.RemoteUrl)));
}

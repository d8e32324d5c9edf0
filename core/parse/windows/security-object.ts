import type { Sightings } from '../sightings.ts';
import { guidKey } from '../form/guid.ts';
import type { Reader, Readers } from './reader.ts';
import { actor, realPid, subject } from './security-fields.ts';
import { field } from './windows-event.ts';
import type { EventData } from './windows-event.ts';

/** Rights by which content changes: write, append, extended attributes, delete (MS-DTYP 2.4.3). */
const FILE_WRITE_MASK = 0x2 | 0x4 | 0x10 | 0x1_0000;

/** The right to read a process's memory. */
const PROCESS_VM_READ = 0x10;

/** Rights by which a key changes: set value, create subkey, delete (MS-RRP 2.2.3). */
const KEY_WRITE_MASK = 0x2 | 0x4 | 0x1_0000;

/** Rights to replicate a directory (MS-ADTS 5.1.3.2.1): what a stolen domain is copied with. */
const REPLICATION_RIGHTS = [
  '1131f6aa-9c07-11d1-f79f-00c04fc2dcd2',
  '1131f6ad-9c07-11d1-f79f-00c04fc2dcd2',
  '89e95b76-444d-4c62-991a-0facbeda640c',
];

const MAX_PROPERTIES_LENGTH = 8_192;
const MAX_DATA_LENGTH = 2_048;

const readAccess: Reader = (see, data) => {
  const process = actor(see, data);
  const name = field(data, 'ObjectName');
  const mask = Number(field(data, 'AccessMask') ?? 0);
  const type = field(data, 'ObjectType');
  if (type === 'File') {
    const edge = (mask & FILE_WRITE_MASK) === 0 ? 'read_files' : 'wrote_files';
    see.edge(process, edge, see.file(name));
  } else if (type === 'Key') {
    const edge = (mask & KEY_WRITE_MASK) === 0 ? 'read_keys' : 'set_keys';
    see.edge(process, edge, see.registryKey(name));
  } else if (type === 'Process') {
    const image = see.file(name);
    see.edge(process, 'opened_images', image);
    if ((mask & PROCESS_VM_READ) !== 0) see.edge(process, 'read_memory_of_image', image);
  }
};

/** 4660, 4658, 4670, 4907: of the object only its handle is known, or nothing that matters. */
const readActor: Reader = (see, data) => {
  actor(see, data);
};

const readValueChange: Reader = (see, data) => {
  const key = field(data, 'ObjectName');
  const value = field(data, 'ObjectValueName');
  const path = key === undefined || value === undefined ? key : `${key}\\${value}`;
  const changed = see.registryKey(path, field(data, 'NewValue')?.slice(0, MAX_DATA_LENGTH));
  see.edge(actor(see, data), 'set_keys', changed);
};

/** 4661, 4662: an object of the directory or the account database. */
const readDirectoryObject: Reader = (see, data) => {
  const { user } = subject(see, data);
  if (isReplication(data)) see.edge(user, 'replicated', see.asset);
  const name = field(data, 'ObjectName');
  const id = guidKey(name?.replace(/^%/, '')) ?? name;
  see.edge(user, 'accessed_objects', see.resource(id, 'directory object'));
};

/** 5136, 5137, 5141: an object of the directory changed, came or went. */
const readDirectoryChange: Reader = (see, data) => {
  const name = field(data, 'ObjectDN');
  const kind = field(data, 'ObjectClass');
  const { user } = subject(see, data);
  see.edge(user, 'changed_resources', see.resource(name, kind));
  const attribute = field(data, 'AttributeLDAPDisplayName');
  if (name === undefined || attribute === undefined) return;
  const changed = see.resource(`${name}: ${attribute}`, `${kind ?? 'object'} attribute`);
  see.edge(user, 'changed_attributes', changed);
};

/** 5140, 5145: by a session of another host; on `IPC$`, which is no folder, what it opens are pipes. */
const readShare: Reader = (see, data) => {
  const { user, session } = subject(see, data);
  const address = see.address(field(data, 'IpAddress'));
  see.edge(session, 'used_shares', seeShare(see, data));
  see.edge(session, 'logon_from', address);
  see.edge(user, 'seen_at', address);
  const folder = field(data, 'ShareLocalPath');
  const name = field(data, 'RelativeTargetName');
  if (name === undefined || name === '\\') return;
  if (field(data, 'ShareName')?.toUpperCase().endsWith('\\IPC$') === true) {
    see.edge(session, 'opened_pipes', see.named('pipe', `\\${name}`));
  }
  if (folder === undefined) return;
  see.edge(session, 'opened_files', see.file(`${folder.replace(/\\+$/, '')}\\${name}`));
};

const readShareChange: Reader = (see, data) => {
  seeShare(see, data);
  see.edge(see.asset, 'reconfigured_by', subject(see, data).user);
};

/** 4798, 4799: groups were listed. */
const readListing: Reader = (see, data) => {
  const process = see.process({
    pid: realPid(data.CallerProcessId),
    image: field(data, 'CallerProcessName'),
  });
  see.edge(process, 'in_session', subject(see, data).session);
};

/** Security auditing's events about objects (Windows security audit events, Microsoft). */
export const SECURITY_OBJECT_READERS: Readers = {
  4656: readAccess,
  4657: readValueChange,
  4658: readActor,
  4660: readActor,
  4661: readDirectoryObject,
  4662: readDirectoryObject,
  4663: readAccess,
  4670: readActor,
  4798: readListing,
  4799: readListing,
  5136: readDirectoryChange,
  5137: readDirectoryChange,
  5141: readDirectoryChange,
  5140: readShare,
  5142: readShareChange,
  5143: readShareChange,
  5144: readShareChange,
  5145: readShare,
};

function isReplication(data: EventData): boolean {
  const properties = (field(data, 'Properties') ?? '').slice(0, MAX_PROPERTIES_LENGTH);
  const lower = properties.toLowerCase();
  return REPLICATION_RIGHTS.some((right) => lower.includes(right));
}

function seeShare(see: Sightings, data: EventData): number | undefined {
  const name = field(data, 'ShareName')?.replace(/^\\\\\*\\/, '');
  const share = see.named('share', name, { path: field(data, 'ShareLocalPath') });
  see.edge(see.asset, 'shares', share);
  return share;
}

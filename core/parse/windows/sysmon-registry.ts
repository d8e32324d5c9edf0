import type { Sighted, Sightings } from '../sightings.ts';
import type { Reader, Readers } from './reader.ts';
import { sysmonProcess } from './sysmon-fields.ts';
import { field } from './windows-event.ts';
import type { EventData } from './windows-event.ts';

/** Values of these kinds are times, counters and blobs: each a new fact, and none ever searched. */
const UNSEARCHED_DATA = /^(?:QWORD |Binary Data)/;

/** Longer values are cut: what matters, a path or a command, stands at the start. */
const MAX_DATA_LENGTH = 2_048;

/** 12: a key or value was created or deleted; what `EventType` says. */
const readCreateOrDelete: Reader = (see, data) => {
  const isDeletion = field(data, 'EventType')?.startsWith('Delete') === true;
  const key = see.registryKey(field(data, 'TargetObject'));
  seeKey(see, data, isDeletion ? 'deleted_keys' : 'created_keys', key);
};

const readSet: Reader = (see, data) => {
  const details = field(data, 'Details');
  const isKept = details !== undefined && !UNSEARCHED_DATA.test(details);
  const kept = isKept ? details.slice(0, MAX_DATA_LENGTH) : undefined;
  seeKey(see, data, 'set_keys', see.registryKey(field(data, 'TargetObject'), kept));
};

const readRename: Reader = (see, data) => {
  seeKey(see, data, 'deleted_keys', see.registryKey(field(data, 'TargetObject')));
  seeKey(see, data, 'created_keys', see.registryKey(field(data, 'NewName')));
};

/** 19, 20, 21: filter, consumer, binding. Sysmon quotes and escapes what it writes here. */
const readSubscription: Reader = (see, data, { eventId }) => {
  const name = unquoted(field(data, 'Name') ?? field(data, 'Consumer'));
  const subscription = see.named('wmi_subscription', name, {
    kind: KINDS[eventId],
    query: unquoted(field(data, 'Query') ?? field(data, 'Filter')),
    command_line: unquoted(field(data, 'Destination')),
  });
  see.edge(see.asset, 'wmi_subscriptions', subscription);
  see.edge(see.user({ name: field(data, 'User') }), 'created_subscriptions', subscription);
};

const KINDS: Readonly<Record<number, string>> = { 19: 'filter', 20: 'consumer', 21: 'binding' };

/** Sysmon's events about the registry and WMI (Sysmon documentation, schema 4.90). */
export const SYSMON_REGISTRY_READERS: Readers = {
  12: readCreateOrDelete,
  13: readSet,
  14: readRename,
  19: readSubscription,
  20: readSubscription,
  21: readSubscription,
};

/** Joins the key to the process, or where Sysmon does not know it, to the host. */
function seeKey(see: Sightings, data: EventData, edge: string, key: Sighted): void {
  const process = sysmonProcess(see, data);
  if (process === undefined) see.edge(see.asset, 'registry_keys', key);
  else see.edge(process, edge, key);
}

function unquoted(text: string | undefined): string | undefined {
  const inner = text?.trim().replace(/^"|"$/g, '').replaceAll('\\\\', '\\');
  return inner === '' ? undefined : inner;
}

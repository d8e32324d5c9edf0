import { guidKey } from '../form/guid.ts';
import { listedHashes } from '../form/hash.ts';
import type { Hashes } from '../form/hash.ts';
import { pidOf } from '../form/pid.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import { field } from './windows-event.ts';
import type { EventData } from './windows-event.ts';

/** What Sysmon writes for a program that it does not know; agents escape it for XML, even in JSON. */
const UNKNOWN_IMAGES: ReadonlySet<string> = new Set([
  '<unknown process>',
  '&lt;unknown process&gt;',
  'unknown process',
]);

/** The prefixes of the fields that describe a process. */
type Role = '' | 'Parent' | 'Source' | 'Target';

/** The path of a program; undefined when Sysmon does not know it. */
export function imageOf(data: EventData, name: string): string | undefined {
  const image = field(data, name);
  return image === undefined || UNKNOWN_IMAGES.has(image) ? undefined : image;
}

/**
 * The process that the fields with a prefix describe. None without a GUID and an image: of such a
 * process Sysmon has only a number, which may have come from another process long gone.
 */
export function sysmonProcess(
  see: Sightings,
  data: EventData,
  role: Role = '',
  properties?: Readonly<Record<string, string | number | undefined>>,
): Sighted {
  // Events 8 and 10 write GUID in capitals in some versions of the schema.
  const guid = guidKey(
    field(data, `${role}ProcessGuid`) ??
      (role === '' ? undefined : field(data, `${role}ProcessGUID`)),
  );
  const image = imageOf(data, `${role}Image`);
  if (guid === undefined && image === undefined) return undefined;
  return see.process({ guid, image, pid: pidOf(data[`${role}ProcessId`]) }, properties);
}

/** The hashes that an event lists. */
export function sysmonHashes(data: EventData): Hashes {
  return listedHashes(field(data, 'Hashes') ?? field(data, 'Hash'));
}

/** Adds the account that the event's process runs as. */
export function seeUser(see: Sightings, data: EventData, process: Sighted): Sighted {
  const user = see.user({ name: field(data, 'User') });
  see.edge(process, 'run_as', user);
  return user;
}

import { timeOf } from '../form/epoch.ts';
import { hashOf } from '../form/hash.ts';
import { isJsonObject, listAt, numberOf, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { pidOf } from '../form/pid.ts';
import type { Sighted, Sightings } from '../sightings.ts';

/** Classes of the category "System Activity". */
const FILE_ACTIVITY = 1_001;
const PROCESS_ACTIVITY = 1_007;

/** Activities of a process: 1 launch, 2 terminate, 3 open, 4 inject. */
const LAUNCH = 1;
const TERMINATE = 2;
const INJECT = 4;

/** Activities on a file, as edges from the process that acts. */
const FILE_EDGES: Readonly<Record<number, string>> = {
  1: 'created_files',
  2: 'read_files',
  3: 'wrote_files',
  4: 'deleted_files',
  5: 'created_files',
};

/** What a system activity says. */
export function seeOcsfSystem(see: Sightings, event: JsonObject): void {
  const actor = seeOcsfProcess(see, objectAt(objectAt(event, 'actor'), 'process'));
  const activity = numberOf(event.activity_id) ?? 0;
  const kind = Number(event.class_uid);
  if (kind === PROCESS_ACTIVITY) {
    const process = seeOcsfProcess(see, objectAt(event, 'process'), {
      started_at: activity === LAUNCH ? see.time : undefined,
      ended_at: activity === TERMINATE ? see.time : undefined,
    });
    if (activity === LAUNCH) see.edge(actor, 'children', process);
    else if (activity === INJECT) see.edge(actor, 'injected', process);
    else if (activity !== TERMINATE) see.edge(actor, 'accessed', process);
  } else if (kind === FILE_ACTIVITY) {
    const file = see.file(textOf(objectAt(event, 'file').path));
    see.edge(actor, FILE_EDGES[activity] ?? 'wrote_files', file);
  }
}

/** A process object, with its parent, its file and its user. */
export function seeOcsfProcess(
  see: Sightings,
  process: JsonObject,
  properties: Readonly<Record<string, number | undefined>> = {},
): Sighted {
  const file = objectAt(process, 'file');
  const path = textOf(file.path);
  const node = see.process(
    {
      guid: textOf(process.uid),
      pid: pidOf(process.pid),
      image: path,
      name: textOf(process.name) ?? textOf(file.name),
    },
    {
      command_line: textOf(process.cmd_line),
      ...properties,
      started_at: properties.started_at ?? timeOf(process.created_time),
    },
  );
  if (node === undefined) return undefined;
  const parent = objectAt(process, 'parent_process');
  const parentNode = see.process(
    {
      guid: textOf(parent.uid),
      pid: pidOf(parent.pid),
      image: textOf(objectAt(parent, 'file').path),
      name: textOf(parent.name),
    },
    { command_line: textOf(parent.cmd_line) },
  );
  see.edge(parentNode, 'children', node);
  if (path !== undefined) see.edge(node, 'executable', see.file(path));
  for (const hash of listAt(file, 'hashes').filter(isJsonObject).slice(0, 5)) {
    if (hash.algorithm_id !== 3 && hash.algorithm !== 'SHA-256') continue;
    const sha256 = hashOf('sha256', textOf(hash.value));
    see.edge(node, 'executable_hash', see.hash({ sha256 }));
  }
  const user = objectAt(process, 'user');
  const account = see.user({ name: textOf(user.name), domain: textOf(user.domain) });
  see.edge(node, 'run_as', account);
  return node;
}

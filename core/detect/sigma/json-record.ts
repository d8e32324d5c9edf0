import type { SigmaRecord } from './record.ts';

type Json = Record<string, unknown>;

/** Levels that are flattened; deeper values are left out. */
const MAX_DEPTH = 12;

/** Fields that are tried for the time of a record, best first. */
const TIME_FIELDS = [
  'UtcTime',
  '@timestamp',
  'EventTime',
  'TimeCreated',
  'eventTime',
  'ts',
  'timestamp',
];

/**
 * A record from one JSON value, by its shape: the flat JSON of NXLog, `Event`/`System`/`EventData`
 * as EVTX converters write it, winlogbeat 6 and 7, CloudTrail, Zeek; anything else is flattened to
 * `outer.inner`. Undefined when it is not an object.
 */
export function recordFromJson(value: unknown): SigmaRecord | undefined {
  if (!isObject(value)) return undefined;
  if (isObject(value['Event']) && isObject(value['Event']['System'])) {
    return fromEvent(value['Event'], value['Event']['System']);
  }
  if (isObject(value['winlog'])) return fromWinlogbeat(value['winlog'], value);
  if (isObject(value['event_data']) || 'log_name' in value) return fromWinlogbeat(value, value);
  if (typeof value['Channel'] === 'string') {
    return windows(value['Channel'], value['EventID'], value);
  }
  return fromAny(value);
}

/**
 * When a JSON value says that it happened, in milliseconds since 1970; by the same shapes. Apart
 * from {@link recordFromJson} because only correlations ask, and only of records that match.
 */
export function timeOfJson(value: unknown): number | undefined {
  if (!isObject(value)) return undefined;
  const event = value['Event'];
  const system = isObject(event) ? event['System'] : undefined;
  const created = isObject(system) ? system['TimeCreated'] : undefined;
  const data = isObject(value['event_data']) ? value['event_data'] : undefined;
  const candidates = [
    attributesOf(created)['SystemTime'] ?? created,
    data?.['UtcTime'],
    ...TIME_FIELDS.map((name) => value[name]),
  ];
  for (const candidate of candidates) {
    const time = readTime(candidate);
    if (time !== undefined) return time;
  }
  return undefined;
}

function windows(channel: string, eventId: unknown, fields: Json): SigmaRecord {
  const product = channel.toLowerCase().startsWith('linux-sysmon') ? 'linux' : 'windows';
  const id = textOf(eventId);
  return id === undefined
    ? { product, channel, fields }
    : { product, channel, eventId: id, fields };
}

function fromEvent(event: Json, system: Json): SigmaRecord {
  const fields: Json = {};
  addAttributes(fields, 'Provider', system['Provider']);
  addAttributes(fields, 'Security', system['Security']);
  addAttributes(fields, 'Execution', system['Execution']);
  for (const name of ['Computer', 'Level', 'Task', 'Opcode', 'Keywords', 'EventRecordID']) {
    const text = textOf(system[name]);
    if (text !== undefined) fields[name] = text;
  }
  const data = event['EventData'];
  if (isObject(data)) addData(fields, data);
  const userData = event['UserData'];
  if (isObject(userData)) addLeaves(fields, userData, 0);
  return windows(textOf(system['Channel']) ?? '', system['EventID'], fields);
}

function fromWinlogbeat(log: Json, outer: Json): SigmaRecord {
  const fields: Json = {};
  addScalar(fields, 'Computer', log['computer_name']);
  addScalar(fields, 'Provider_Name', log['source_name'] ?? log['provider_name']);
  addScalar(fields, 'Message', outer['message']);
  for (const name of ['event_data', 'user_data']) {
    const data = log[name];
    if (isObject(data)) for (const key of Object.keys(data)) addScalar(fields, key, data[key]);
  }
  const channel = textOf(log['log_name'] ?? log['channel']) ?? '';
  return windows(channel, log['event_id'], fields);
}

function fromAny(value: Json): SigmaRecord {
  const fields: Json = {};
  flatten(fields, '', value, 0);
  if (typeof value['eventSource'] === 'string' && 'eventVersion' in value) {
    return { product: 'aws', service: 'cloudtrail', fields };
  }
  const zeek = value['_path'] ?? value['@stream'];
  if (typeof zeek === 'string') return { product: 'zeek', service: zeek, fields };
  return { fields };
}

/** `<Provider Name="…">` becomes `Provider_Name` (rules specification, "Field Usage"). */
function addAttributes(fields: Json, element: string, value: unknown): void {
  for (const [name, text] of Object.entries(attributesOf(value)))
    fields[`${element}_${name}`] = text;
}

function attributesOf(value: unknown): Json {
  const attributes = isObject(value) ? value['#attributes'] : undefined;
  return isObject(attributes) ? attributes : {};
}

function addData(fields: Json, data: Json): void {
  for (const name of Object.keys(data)) {
    const value = data[name];
    if (name === '#attributes') continue;
    if (Array.isArray(value))
      setField(
        fields,
        name,
        value.map((one) => (isObject(one) ? one['#text'] : one)),
      );
    else setField(fields, name, isObject(value) ? value['#text'] : value);
  }
}

function addLeaves(fields: Json, value: Json, depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const name of Object.keys(value)) {
    const inner = value[name];
    if (name === '#attributes') continue;
    if (isObject(inner) && !('#text' in inner)) addLeaves(fields, inner, depth + 1);
    else setField(fields, name, isObject(inner) ? inner['#text'] : inner);
  }
}

function flatten(fields: Json, prefix: string, value: Json, depth: number): void {
  for (const name of Object.keys(value)) {
    const inner = value[name];
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (Array.isArray(inner)) flattenList(fields, path, inner, depth);
    else if (!isObject(inner)) setField(fields, path, inner);
    else if (depth < MAX_DEPTH) flatten(fields, path, inner, depth + 1);
  }
}

/** The scalars of a list under its own name, the fields of its objects as lists under theirs. */
function flattenList(fields: Json, path: string, list: readonly unknown[], depth: number): void {
  const scalars = list.filter((one) => !isObject(one) && !Array.isArray(one));
  if (scalars.length > 0) setField(fields, path, scalars);
  if (depth >= MAX_DEPTH) return;
  for (const one of list) {
    if (!isObject(one)) continue;
    const inner: Json = {};
    flatten(inner, path, one, depth + 1);
    for (const name of Object.keys(inner)) {
      const before = fields[name];
      const added = inner[name];
      const all = [...(Array.isArray(before) ? before : before === undefined ? [] : [before])];
      if (Array.isArray(added)) all.push(...added);
      else all.push(added);
      setField(fields, name, all.length === 1 ? all[0] : all);
    }
  }
}

function addScalar(fields: Json, name: string, value: unknown): void {
  if (value !== undefined && !isObject(value)) setField(fields, name, value);
}

/** Defines the field even where its name is one that objects treat as their own. */
function setField(fields: Json, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(fields, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else fields[name] = value;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isObject(value) ? textOf(value['#text']) : undefined;
}

/** Dates without a zone are UTC; numbers are Unix seconds, or milliseconds from 1e11 on. */
function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return value < 1e11 ? value * 1000 : value;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const [, day, time, zone = ''] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)\d*\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
      value,
    ) ?? [];
  if (day === undefined) return undefined;
  const parsed = Date.parse(`${day}T${time ?? ''}${zone === '' ? 'Z' : zone}`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

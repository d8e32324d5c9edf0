import { timeOf } from '../form/epoch.ts';
import { isJsonObject, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';

/** The fields of one part of an audit event, as written. */
export type AuditFields = Readonly<Record<string, string>>;

/** An event of the Linux audit system: all its parts, which share a time and a serial number. */
export interface AuditEvent {
  /** Ms since 1970. */
  readonly time: number | undefined;
  /** The host, where the daemon was told to write it. */
  readonly node: string | undefined;
  /** The parts by their type, such as `SYSCALL`, in order. */
  readonly parts: ReadonlyMap<string, readonly AuditFields[]>;
  /** Whether fields hold plain texts, instead of quoted or hexadecimal ones. */
  readonly isDecoded: boolean;
}

/** More parts than this of one event are left out: a command line of ten thousand arguments. */
const MAX_PARTS = 256;
const MAX_FIELDS = 2_048;

const HEAD =
  /(?:node=(\S{1,253}) )?(?:type=(\w{1,40}) )?(?:msg=)?audit\((\d{1,12}\.\d{1,3}):\d{1,12}\):? ?/;

/** Stands before the fields that the daemon adds when it enriches a record. */
const SEPARATOR = '\u001d';

/** `key=`; keys of enriched fields follow an unquoted value without a space in some files. */
const KEY = new RegExp(`[\\s,${SEPARATOR}]*([A-Za-z_][\\w.[\\]-]{0,40})=`, 'y');

/** An unquoted value ends at white space or before enriched fields. */
const VALUE = new RegExp(`[^\\s${SEPARATOR}]*`, 'y');

const NULL_VALUE = '(null)';

/** Reads the lines of an audit event, raw or enriched; undefined when they are none. */
export function auditEventFromText(text: string): AuditEvent | undefined {
  const parts = new Map<string, AuditFields[]>();
  let time: number | undefined;
  let node: string | undefined;
  let count = 0;
  for (const line of text.split('\n', MAX_PARTS)) {
    const head = HEAD.exec(line.slice(0, 400));
    if (head === null) continue;
    const [whole, nodeName, type, seconds = ''] = head;
    time ??= timeOf(Number(seconds));
    node ??= nodeName;
    const fields = auditFields(line.slice(head.index + whole.length));
    const name = type ?? 'UNKNOWN';
    const known = parts.get(name);
    if (known === undefined) parts.set(name, [fields]);
    else known.push(fields);
    count += 1;
  }
  return count === 0 ? undefined : { time, node, parts, isDecoded: false };
}

/** Reads an event as Laurel writes it: one JSON object with a key for each type. */
export function auditEventFromJson(object: JsonObject): AuditEvent {
  const parts = new Map<string, AuditFields[]>();
  for (const [type, value] of Object.entries(object).slice(0, MAX_PARTS)) {
    if (!/^[A-Z][A-Z_]{2,40}$/.test(type)) continue;
    const list = Array.isArray(value) ? value : [value];
    const found = list.filter(isJsonObject).slice(0, MAX_PARTS).map(flatten);
    if (found.length > 0) parts.set(type, found);
  }
  const seconds = textOf(object.ID)?.split(':', 1)[0];
  return { time: timeOf(seconds), node: textOf(object.NODE), parts, isDecoded: true };
}

/** The first part of a type. */
export function partOf(event: AuditEvent, ...types: string[]): AuditFields | undefined {
  for (const type of types) {
    const first = event.parts.get(type)?.[0];
    if (first !== undefined) return first;
  }
  return undefined;
}

/**
 * A field that the kernel does not trust: quoted when it is plain, and otherwise in hexadecimal
 * (audit-userspace, "audit_encode_nv_string"). Undefined for what is missing.
 */
export function auditText(event: AuditEvent, value: string | undefined): string | undefined {
  if (value === undefined || value === '' || value === NULL_VALUE || value === '?')
    return undefined;
  if (event.isDecoded) return value;
  if (value.startsWith('"')) return value.slice(1, value.endsWith('"') ? -1 : undefined);
  return /^(?:[0-9A-F]{2})+$/.test(value) ? fromHex(value) : value;
}

function auditFields(text: string): AuditFields {
  const fields = Object.create(null) as Record<string, string>;
  let position = 0;
  for (let count = 0; count < MAX_FIELDS; count += 1) {
    KEY.lastIndex = position;
    const key = KEY.exec(text);
    if (key === null) {
      // Words between fields, such as `user` of older kernels, are skipped.
      const next = text.indexOf(' ', position);
      if (next < 0) break;
      position = next + 1;
      continue;
    }
    position += key[0].length;
    const value = valueAt(text, position);
    position += value.length;
    const name = key[1] ?? '';
    if (value.startsWith("'")) Object.assign(fields, auditFields(value.slice(1, -1)));
    else fields[name] ??= value;
  }
  return fields;
}

function valueAt(text: string, start: number): string {
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, start + 1);
    return end < 0 ? text.slice(start) : text.slice(start, end + 1);
  }
  if (text.startsWith(NULL_VALUE, start)) return NULL_VALUE;
  VALUE.lastIndex = start;
  return VALUE.exec(text)?.[0] ?? '';
}

/** Texts of a part; of its list of arguments one command line. */
function flatten(part: JsonObject): AuditFields {
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(part).slice(0, MAX_FIELDS)) {
    const text = Array.isArray(value)
      ? value.map((item) => quoteArgument(textOf(item) ?? '')).join(' ')
      : textOf(value);
    if (text !== undefined) fields[name] = text;
  }
  return fields;
}

/** An argument as it has to be written to be one. */
export function quoteArgument(argument: string): string {
  return argument === '' || /\s/.test(argument) ? `"${argument}"` : argument;
}

/** The text of hexadecimal bytes; a zero byte separates arguments. */
function fromHex(hex: string): string {
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  }
  return new TextDecoder().decode(bytes).replaceAll('\0', ' ').trim();
}

import type { BinXmlValue } from './binxml-chunk.ts';

/** Types of MS-EVEN6 2.2.12.3. */
const TYPE = {
  text: 0x01,
  ansi: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  real32: 0x0b,
  real64: 0x0c,
  bool: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  size: 0x10,
  fileTime: 0x11,
  systemTime: 0x12,
  sid: 0x13,
  hex32: 0x14,
  hex64: 0x15,
} as const;
const IS_ARRAY = 0x80;

/** Sizes of one item of types that have one, in bytes; arrays of others are not written. */
const ITEM_SIZES: ReadonlyMap<number, number> = new Map<number, number>([
  [TYPE.int8, 1],
  [TYPE.uint8, 1],
  [TYPE.int16, 2],
  [TYPE.uint16, 2],
  [TYPE.int32, 4],
  [TYPE.uint32, 4],
  [TYPE.int64, 8],
  [TYPE.uint64, 8],
  [TYPE.real32, 4],
  [TYPE.real64, 8],
  [TYPE.bool, 4],
  [TYPE.guid, 16],
  [TYPE.fileTime, 8],
  [TYPE.systemTime, 16],
  [TYPE.hex32, 4],
  [TYPE.hex64, 8],
]);

/** From 1601-01-01, where FILETIME begins (MS-DTYP 2.3.3), to 1970-01-01, in its units of 100 ns. */
const FILE_TIME_EPOCH = 116_444_736_000_000_000n;
const FILE_TIME_PER_MS = 10_000n;
const FILE_TIME_PER_SECOND = 10_000_000n;

/** Later times than this, the end of the year 9999, have no text. */
const LAST_MS = 253_402_300_799_999n;

const utf16 = new TextDecoder('utf-16le');
const windows1252 = new TextDecoder('windows-1252');

/** The text of a value as Windows renders it in XML. Throws RangeError when it is cut short. */
export function valueText(view: DataView, { type, start, size }: BinXmlValue): string {
  switch (type) {
    case TYPE.text:
      return utf16.decode(bytesOf(view, start, size)).replace(/\0+$/, '');
    case TYPE.ansi:
      return windows1252.decode(bytesOf(view, start, size)).replace(/\0+$/, '');
    case TYPE.int8:
      return String(view.getInt8(start));
    case TYPE.uint8:
      return String(view.getUint8(start));
    case TYPE.int16:
      return String(view.getInt16(start, true));
    case TYPE.uint16:
      return String(view.getUint16(start, true));
    case TYPE.int32:
      return String(view.getInt32(start, true));
    case TYPE.uint32:
      return String(view.getUint32(start, true));
    case TYPE.int64:
      return String(view.getBigInt64(start, true));
    case TYPE.uint64:
      return String(view.getBigUint64(start, true));
    case TYPE.real32:
      return String(view.getFloat32(start, true));
    case TYPE.real64:
      return String(view.getFloat64(start, true));
    case TYPE.bool:
      return view.getUint32(start, true) === 0 ? 'false' : 'true';
    case TYPE.guid:
      return guidText(view, start);
    case TYPE.size:
      return hex(size === 8 ? view.getBigUint64(start, true) : view.getUint32(start, true));
    case TYPE.hex32:
      return hex(view.getUint32(start, true));
    case TYPE.hex64:
      return hex(view.getBigUint64(start, true));
    case TYPE.fileTime:
      return fileTimeText(view.getBigUint64(start, true));
    case TYPE.systemTime:
      return systemTimeText(view, start);
    case TYPE.sid:
      return sidText(view, start, size);
    default:
      return hexBytes(bytesOf(view, start, size));
  }
}

/** The items of an array as texts. */
export function arrayItems(view: DataView, { type, start, size }: BinXmlValue): string[] {
  const itemType = type & ~IS_ARRAY;
  if (itemType === TYPE.text) {
    const texts = utf16.decode(bytesOf(view, start, size)).split('\0');
    if (texts.at(-1) === '') texts.pop();
    return texts;
  }
  const itemSize = ITEM_SIZES.get(itemType);
  if (itemSize === undefined) return [hexBytes(bytesOf(view, start, size))];
  const items: string[] = [];
  for (let at = 0; at + itemSize <= size; at += itemSize) {
    items.push(valueText(view, { type: itemType, start: start + at, size: itemSize }));
  }
  return items;
}

function bytesOf(view: DataView, start: number, size: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, size);
}

function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

function hexBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).toUpperCase().padStart(2, '0');
  return text;
}

function guidText(view: DataView, start: number): string {
  const parts = [
    hexDigits(view.getUint32(start, true), 8),
    hexDigits(view.getUint16(start + 4, true), 4),
    hexDigits(view.getUint16(start + 6, true), 4),
    hexBytes(bytesOf(view, start + 8, 2)),
    hexBytes(bytesOf(view, start + 10, 6)),
  ];
  return `{${parts.join('-')}}`;
}

function hexDigits(value: number, length: number): string {
  return value.toString(16).toUpperCase().padStart(length, '0');
}

function fileTimeText(ticks: bigint): string {
  const since1970 = ticks - FILE_TIME_EPOCH;
  const ms = since1970 / FILE_TIME_PER_MS;
  if (since1970 < 0n || ms > LAST_MS) return String(ticks);
  const seconds = new Date(Number(ms)).toISOString().slice(0, 19);
  const fraction = String(since1970 % FILE_TIME_PER_SECOND).padStart(7, '0');
  return `${seconds}.${fraction}Z`;
}

/** Year, month, day of the week, day, hour, minute, second, millisecond (MS-DTYP 2.3.13). */
function systemTimeText(view: DataView, start: number): string {
  const at = (index: number, length = 2): string =>
    String(view.getUint16(start + index * 2, true)).padStart(length, '0');
  return `${at(0, 4)}-${at(1)}-${at(3)}T${at(4)}:${at(5)}:${at(6)}.${at(7, 3)}Z`;
}

/** Revision, count, authority in six bytes, and so many numbers (MS-DTYP 2.4.2.2). */
function sidText(view: DataView, start: number, size: number): string {
  const count = view.getUint8(start + 1);
  if (size < 8 + count * 4) throw new RangeError('a SID that is cut short');
  const authority = view.getUint16(start + 2) * 2 ** 32 + view.getUint32(start + 4);
  let text = `S-${view.getUint8(start)}-${authority}`;
  for (let index = 0; index < count; index += 1) {
    text += `-${view.getUint32(start + 8 + index * 4, true)}`;
  }
  return text;
}

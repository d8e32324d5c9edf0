import type { RawRecord } from '../raw-record.ts';
import { BinXmlChunk } from './binxml-chunk.ts';

/**
 * Windows event log files as Windows Vista and later write them: a header of 4,096 bytes and chunks
 * of 65,536 bytes, each with records, strings and templates of its own. Described by MS-EVEN6 2.2.12
 * (BinXml) and the documentation of libevtx ("Windows XML Event Log (EVTX) format").
 */

const FILE_SIGNATURE = [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0x00]; // ElfFile
const CHUNK_SIGNATURE = [0x45, 0x6c, 0x66, 0x43, 0x68, 0x6e, 0x6b, 0x00]; // ElfChnk
const RECORD_SIGNATURE = 0x0000_2a2a;

const FILE_HEADER_SIZE = 4_096;
const CHUNK_SIZE = 65_536;
const CHUNK_HEADER_SIZE = 512;

/** Positions of what is read in the headers. */
const CHUNK_COUNT_AT = 42;
const FREE_SPACE_AT = 48;
const RECORD_SIZE_AT = 4;
const RECORD_BODY_AT = 24;

/** Signature, size, id, time and the copy of the size. */
const MIN_RECORD_SIZE = RECORD_BODY_AT + 4;

/** Whether bytes are a Windows event log file. */
export function isEvtx(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0, FILE_SIGNATURE);
}

/**
 * Cuts an event log file behind its last whole chunk. The header of the rest is the file's, with as
 * many chunks less. Undefined of a file that has no whole chunk.
 */
export function cutEvtx(bytes: Uint8Array): { at: number; header: Uint8Array } | undefined {
  const chunks = Math.floor((bytes.length - FILE_HEADER_SIZE) / CHUNK_SIZE);
  if (chunks < 1) return undefined;
  const header = bytes.slice(0, FILE_HEADER_SIZE);
  const view = new DataView(header.buffer);
  const declared = view.getUint16(CHUNK_COUNT_AT, true);
  view.setUint16(CHUNK_COUNT_AT, Math.max(0, declared - chunks), true);
  return { at: FILE_HEADER_SIZE + chunks * CHUNK_SIZE, header };
}

/**
 * The records of an event log file, in the order of the file. What is damaged, a chunk or what lies
 * between two sound records, is one record that cannot be read, so that its loss is counted.
 */
export function* splitEvtx(bytes: Uint8Array): Iterable<RawRecord> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = bytes.length > CHUNK_COUNT_AT + 2 ? view.getUint16(CHUNK_COUNT_AT, true) : 0;
  let number = 0;
  for (let index = 0; ; index += 1) {
    const start = FILE_HEADER_SIZE + index * CHUNK_SIZE;
    if (start >= bytes.length) break;
    const chunk = bytes.subarray(start, start + CHUNK_SIZE);
    if (startsWith(chunk, 0, CHUNK_SIGNATURE)) {
      for (const record of chunkRecords(chunk)) yield { number: ++number, ...record };
    } else if (index < declared) {
      yield { number: ++number, bytes: chunk, xml: unreadable };
    }
  }
}

function* chunkRecords(bytes: Uint8Array): Iterable<Omit<RawRecord, 'number'>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunk = new BinXmlChunk(bytes);
  const end = endOfRecords(view);
  let position = CHUNK_HEADER_SIZE;
  while (position + MIN_RECORD_SIZE <= end) {
    const size = recordSize(view, position, end);
    if (size !== undefined) {
      const body = position + RECORD_BODY_AT;
      const bodyEnd = position + size - 4;
      const xml = (): string | undefined => chunk.read(body, bodyEnd);
      yield { bytes: bytes.subarray(position, position + size), xml };
      position += size;
      continue;
    }
    const next = nextRecord(view, position + 1, end);
    if (!isEmpty(bytes, position, next)) {
      yield { bytes: bytes.subarray(position, next), xml: unreadable };
    }
    position = next;
  }
  if (!isEmpty(bytes, position, end))
    yield { bytes: bytes.subarray(position, end), xml: unreadable };
}

/** Where a chunk's records end by its header, unless that is damaged. */
function endOfRecords(view: DataView): number {
  if (view.byteLength < CHUNK_HEADER_SIZE) return 0;
  const free = view.getUint32(FREE_SPACE_AT, true);
  const isSound = free >= CHUNK_HEADER_SIZE && free <= view.byteLength;
  return isSound ? free : view.byteLength;
}

/** The size of the record at a position, which it states at both ends; undefined when it does not. */
function recordSize(view: DataView, position: number, end: number): number | undefined {
  if (position + MIN_RECORD_SIZE > end) return undefined;
  if (view.getUint32(position, true) !== RECORD_SIGNATURE) return undefined;
  const size = view.getUint32(position + RECORD_SIZE_AT, true);
  if (size < MIN_RECORD_SIZE || position + size > end) return undefined;
  return view.getUint32(position + size - 4, true) === size ? size : undefined;
}

function nextRecord(view: DataView, from: number, end: number): number {
  for (let position = from; position + MIN_RECORD_SIZE <= end; position += 1) {
    if (recordSize(view, position, end) !== undefined) return position;
  }
  return end;
}

function isEmpty(bytes: Uint8Array, from: number, to: number): boolean {
  return bytes.subarray(from, to).every((byte) => byte === 0);
}

function startsWith(bytes: Uint8Array, at: number, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte);
}

function unreadable(): undefined {
  return undefined;
}

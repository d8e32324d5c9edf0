/** One field of a protobuf message, by its wire type. */
export type ProtoField =
  | { readonly number: number; readonly type: 'varint' | 'fixed64'; readonly value: bigint }
  | { readonly number: number; readonly type: 'fixed32'; readonly value: number }
  | { readonly number: number; readonly type: 'bytes'; readonly value: Uint8Array };

/** Bytes that are no protobuf message. */
export class ProtoFault extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ProtoFault';
  }
}

/** A varint of 64 bits has so many bytes at most. */
const MAX_VARINT_BYTES = 10;

/**
 * The fields of a protobuf message, in order ("Encoding", protobuf.dev). What a field means is for
 * the caller to know; groups, which are deprecated and which OTLP has none of, are faults. Throws a
 * ProtoFault where the bytes are no message. Reads nothing outside of them and recurses never.
 */
export function* protoFields(bytes: Uint8Array): Generator<ProtoField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      const byte = bytes[position];
      if (byte === undefined) throw new ProtoFault('a number is cut');
      position += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtoFault('a number is too long');
  };
  const take = (size: number): number => {
    const start = position;
    if (size > bytes.length - start) throw new ProtoFault('a field is cut');
    position += size;
    return start;
  };
  while (position < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    if (number === 0) throw new ProtoFault('a field has no number');
    const wireType = tag % 8;
    if (wireType === 0) yield { number, type: 'varint', value: varint() };
    else if (wireType === 1) {
      yield { number, type: 'fixed64', value: view.getBigUint64(take(8), true) };
    } else if (wireType === 2) {
      const size = Number(varint());
      const start = take(size);
      yield { number, type: 'bytes', value: bytes.subarray(start, start + size) };
    } else if (wireType === 5) {
      yield { number, type: 'fixed32', value: view.getUint32(take(4), true) };
    } else throw new ProtoFault(`a field has the wire type ${wireType}`);
  }
}

/** The text of a field. Throws a ProtoFault of bytes that are not UTF-8. */
export function protoText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ProtoFault('a text is not UTF-8');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

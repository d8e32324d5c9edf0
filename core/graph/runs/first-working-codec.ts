import type { Compression } from './run-storage.ts';

/**
 * A compression that takes the first of several that does not throw, and notes in a first byte
 * which one it was. What is compressed is written by attackers, and a compressor that refuses
 * some input would make a batch that can never be stored.
 *
 * @param codecs at most 256, in an order that stays the same for ever; the last must take anything
 */
export function firstWorkingCodec(codecs: readonly Compression[]): Compression {
  return {
    compress(bytes) {
      let failure: unknown;
      for (const [number, codec] of codecs.entries()) {
        try {
          return numbered(number, codec.compress(bytes));
        } catch (error) {
          failure = error; // the next one may take it
        }
      }
      throw new Error('nothing compresses a block', { cause: failure });
    },
    decompress(bytes) {
      const codec = codecs[bytes[0] ?? codecs.length];
      if (codec === undefined) throw new Error('a block is compressed in an unknown way');
      return codec.decompress(bytes.subarray(1));
    },
  };
}

function numbered(number: number, packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(packed.length + 1);
  bytes[0] = number;
  bytes.set(packed, 1);
  return bytes;
}

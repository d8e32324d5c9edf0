import {
  constants,
  deflateRawSync,
  inflateRawSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { firstWorkingCodec } from '../../core/graph/runs/first-working-codec.ts';
import type { Compression } from '../../core/graph/runs/run-storage.ts';

/** A chunk that holds a block of the store: smaller buffers are less work to collect. */
const CHUNK = { chunkSize: 20_480 };

/** Level 1 takes half the time of the default, for two per cent more bytes. */
const ZSTD = { ...CHUNK, params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const DEFLATE = { ...CHUNK, level: 1 };

const zstd: Compression = {
  compress: (bytes) => zstdCompressSync(bytes, ZSTD),
  decompress: (bytes) => zstdDecompressSync(bytes, CHUNK),
};

const deflate: Compression = {
  compress: (bytes) => deflateRawSync(bytes, DEFLATE),
  decompress: (bytes) => inflateRawSync(bytes, CHUNK),
};

/**
 * How the store's blocks are compressed: zstd, and deflate for what zstd refuses. In workerd it
 * throws "Unexpected end of file" on some inputs: https://github.com/cloudflare/workerd/issues/6769
 */
export const blockCompression: Compression = firstWorkingCodec([zstd, deflate]);

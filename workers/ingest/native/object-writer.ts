import { concatenated } from '../read-body.ts';
import { PIECE_BYTES } from './limits.ts';

/** Writes an object of R2 chunk by chunk. Until it is closed there is no object. */
export interface ObjectWriter {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Leaves nothing behind. */
  abort(reason: unknown): Promise<void>;
}

/**
 * A writer of an object. R2 wants to know an object's length, or takes it in pieces of one size: one
 * of a declared length goes through in chunks, another is held a piece at a time.
 */
export async function objectWriter(
  bucket: R2Bucket,
  key: string,
  length: number | undefined,
  customMetadata: Record<string, string>,
): Promise<ObjectWriter> {
  return length === undefined
    ? await pieceWriter(bucket, key, customMetadata)
    : streamWriter(bucket, key, length, customMetadata);
}

function streamWriter(
  bucket: R2Bucket,
  key: string,
  length: number,
  customMetadata: Record<string, string>,
): ObjectWriter {
  const { readable, writable } = new FixedLengthStream(length);
  const writer = writable.getWriter();
  const put = bucket.put(key, readable, { customMetadata });
  put.catch(() => undefined); // Whoever closes the writer hears of it.
  return {
    // A put that failed reads no more, and a write would wait for ever.
    write: async (chunk) => void (await Promise.race([writer.write(chunk), put])),
    close: async () => {
      await writer.close();
      await put;
    },
    abort: async (reason) => {
      // Either may have failed, or be done, before: what counts is that no object is left.
      await writer.abort(reason).catch(() => undefined);
      await put.catch(() => undefined);
      await bucket.delete(key);
    },
  };
}

async function pieceWriter(
  bucket: R2Bucket,
  key: string,
  customMetadata: Record<string, string>,
): Promise<ObjectWriter> {
  const upload = await bucket.createMultipartUpload(key, { customMetadata });
  const parts: R2UploadedPart[] = [];
  let held: Uint8Array[] = [];
  let size = 0;
  const flush = async (bytes: Uint8Array): Promise<void> => {
    parts.push(await upload.uploadPart(parts.length + 1, bytes));
  };
  return {
    write: async (chunk) => {
      held.push(chunk);
      size += chunk.length;
      if (size < PIECE_BYTES) return;
      const whole = concatenated(held, size);
      let from = 0;
      for (; from + PIECE_BYTES <= size; from += PIECE_BYTES) {
        await flush(whole.subarray(from, from + PIECE_BYTES));
      }
      held = [whole.slice(from)];
      size -= from;
    },
    close: async () => {
      if (size > 0) await flush(concatenated(held, size));
      await upload.complete(parts);
    },
    abort: async () => {
      await upload.abort().catch(() => undefined); // It may be complete already.
      await bucket.delete(key);
    },
  };
}

import { decoderOf } from '../../content-encoding.ts';
import type { ContentEncoding } from '../../content-encoding.ts';
import { IngestFault } from '../ingest-fault.ts';
import { MAX_CONTENT_RATIO, MAX_SMALL_CONTENT_BYTES } from './limits.ts';

/** Looks at a body as it passes: whether it can be read later. Nothing of it is held. */
export interface ContentCheck {
  /** Throws the fault of a body that is broken or unpacks to too much, as soon as that is known. */
  write(chunk: Uint8Array): Promise<void>;
  /** Throws likewise. @returns the size of the content */
  end(): Promise<number>;
  /** Lets go of a check that does not come to its end. */
  abandon(): void;
}

/** @param maxBytes the most that the content may have */
export function checkContent(encoding: ContentEncoding, maxBytes: number): ContentCheck {
  const decoder = decoderOf(encoding);
  const count = contentCount(maxBytes);
  if (decoder === undefined) {
    const write = (chunk: Uint8Array): Promise<void> => {
      count.addBody(chunk);
      count.add(chunk);
      return count.fault === undefined ? Promise.resolve() : Promise.reject(count.fault);
    };
    return { write, end: () => Promise.resolve(count.size), abandon: () => undefined };
  }
  let isBroken = false;
  const closed = new Promise<void>((resolve) => {
    decoder.once('end', resolve);
    decoder.once('close', resolve);
    decoder.once('error', () => {
      isBroken = true; // Whatever the decoder says of it, the sender must send it again.
      resolve();
    });
  });
  decoder.on('data', (chunk: Uint8Array) => {
    count.add(chunk);
    if (count.fault !== undefined) decoder.destroy(); // A bomb is not unpacked to its end.
  });
  const fault = (): IngestFault | undefined => {
    if (count.fault !== undefined) return count.fault;
    return isBroken
      ? new IngestFault('broken-body', `The body is not valid ${encoding}.`)
      : undefined;
  };
  const throwFault = (): void => {
    const found = fault();
    if (found === undefined) return;
    decoder.destroy();
    throw found;
  };
  return {
    write: async (chunk) => {
      throwFault();
      count.addBody(chunk);
      const written = new Promise<void>((resolve) => decoder.write(chunk, () => resolve()));
      await Promise.race([written, closed]);
      throwFault();
    },
    end: async () => {
      decoder.end();
      await closed;
      throwFault();
      return count.size;
    },
    abandon: () => void decoder.destroy(),
  };
}

/** Counts content, and knows by its body how much of it there may be. */
function contentCount(maxBytes: number) {
  let bodyBytes = 0;
  let size = 0;
  return {
    get size() {
      return size;
    },
    get fault() {
      const most = Math.max(MAX_SMALL_CONTENT_BYTES, bodyBytes * MAX_CONTENT_RATIO);
      if (size <= Math.min(most, maxBytes)) return undefined;
      return new IngestFault(
        'too-large',
        `A body has at most ${maxBytes} bytes uncompressed, and at most ${MAX_CONTENT_RATIO} times what it has compressed.`,
      );
    },
    addBody(chunk: Uint8Array): void {
      bodyBytes += chunk.length;
    },
    add(chunk: Uint8Array): void {
      size += chunk.length;
    },
  };
}

import { FORM_PREFIX_BYTES, windowForm } from '../../../core/parse/content-window.ts';
import { decoderOf } from '../../content-encoding.ts';
import type { ContentEncoding } from '../../content-encoding.ts';
import { IngestFault } from '../ingest-fault.ts';
import { concatenated } from '../read-body.ts';
import {
  MAX_CONTENT_RATIO,
  MAX_STREAMED_CONTENT_BYTES,
  MAX_WHOLE_CONTENT_BYTES,
} from './limits.ts';

/** Looks at a body as it passes: whether it can be read later. Nothing of it is held. */
export interface ContentCheck {
  /** Throws the fault of a body that is broken or unpacks to too much, as soon as that is known. */
  write(chunk: Uint8Array): Promise<void>;
  /** Throws likewise. @returns the size of the content */
  end(): Promise<number>;
  /** Lets go of a check that does not come to its end. */
  abandon(): void;
}

export function checkContent(encoding: ContentEncoding): ContentCheck {
  const decoder = decoderOf(encoding);
  const count = contentCount();
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

/** Counts content, and knows by its beginning and its body how much of it there may be. */
function contentCount() {
  const start: Uint8Array[] = [];
  let startBytes = 0;
  let bodyBytes = 0;
  let size = 0;
  const isCuttable = (): boolean => windowForm(concatenated(start, startBytes)) !== undefined;
  return {
    get size() {
      return size;
    },
    get fault() {
      if (size <= MAX_WHOLE_CONTENT_BYTES) return undefined;
      if (!isCuttable()) {
        return new IngestFault(
          'too-large',
          `Event log files, and JSON that is one list or document, have at most ${MAX_WHOLE_CONTENT_BYTES} bytes uncompressed: send less at a time, or one object a line.`,
        );
      }
      if (size > MAX_STREAMED_CONTENT_BYTES || size > bodyBytes * MAX_CONTENT_RATIO) {
        return new IngestFault(
          'too-large',
          `A body has at most ${MAX_STREAMED_CONTENT_BYTES} bytes uncompressed, and at most ${MAX_CONTENT_RATIO} times what it has compressed.`,
        );
      }
      return undefined;
    },
    addBody(chunk: Uint8Array): void {
      bodyBytes += chunk.length;
    },
    add(chunk: Uint8Array): void {
      size += chunk.length;
      if (startBytes >= FORM_PREFIX_BYTES) return;
      const part = chunk.slice(0, FORM_PREFIX_BYTES);
      start.push(part);
      startBytes += part.length;
    },
  };
}

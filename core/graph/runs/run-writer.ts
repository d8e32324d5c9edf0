import { BlockBuilder } from './block-builder.ts';
import { buildBloom } from './bloom-filter.ts';
import { compareBytes, copyBytes, joined } from './bytes.ts';
import { buildDirectory } from './directory.ts';
import { MAX_KEY_BYTES } from './entry.ts';
import type { Entry } from './entry.ts';
import type { ExtentStore } from './extent-store.ts';
import { BY_OBJECT, BY_SUBJECT, PREDICATE_AT, VALUE_AT, objectEnd, orderOf } from './keys.ts';
import type { RunParameters } from './run-parameters.ts';
import type { Compression } from './run-storage.ts';
import type { Extent } from './run.ts';
import type { SipHash } from './sip-hash.ts';
import { TEXT_HASH_BYTES } from './text-bytes.ts';

/** One fact in so many stands for the others when the median of `last` is taken. */
const MEDIAN_SAMPLE = 32;

/** What a writer needs to write. */
export interface RunWriterOptions {
  readonly run: number;
  readonly extents: ExtentStore;
  readonly compression: Compression;
  readonly parameters: RunParameters;
  readonly hash: SipHash;
  /** Extents that were written before a restart. */
  readonly written: readonly Extent[];
}

/** Writes ascending entries as the extents of a run. */
export class RunWriter {
  readonly #options: RunWriterOptions;
  readonly #extents: Extent[];
  readonly #block: BlockBuilder;
  #firstKeys: Uint8Array[] = [];
  #blockEnds: number[] = [];
  #packed: Uint8Array[] = [];
  #packedBytes = 0;
  #entries = 0;
  #facts = 0;
  #lasts: number[] = [];
  /** Hashes of the extent's keys and prefixes, halves in turn. */
  #hashes = new Uint32Array(8192);
  #hashCount = 0;
  /** The prefix whose hash was added last. */
  readonly #prefix = new Uint8Array(MAX_KEY_BYTES);
  #prefixLength = 0;

  constructor(options: RunWriterOptions) {
    this.#options = options;
    this.#extents = [...options.written];
    const { blockBytes, restartEntries } = options.parameters;
    this.#block = new BlockBuilder(blockBytes + 8192, restartEntries);
  }

  /** The extents written so far. */
  get extents(): readonly Extent[] {
    return this.#extents;
  }

  /** Adds an entry; its key is greater than all before it. */
  add(entry: Entry): void {
    if (this.#block.count === 0) this.#firstKeys.push(entry.key.slice(0, entry.length));
    this.#block.add(entry);
    this.#entries++;
    this.#addHashes(entry);
    if (this.#block.bytes >= this.#options.parameters.blockBytes) this.#finishBlock();
    if (this.#packedBytes >= this.#options.parameters.extentBytes) this.#finishExtent();
  }

  /** Writes what is left. */
  finish(): void {
    this.#finishBlock();
    this.#finishExtent();
  }

  #addHashes(entry: Entry): void {
    const order = orderOf(entry);
    if (order === BY_SUBJECT) {
      this.#addPrefix(entry, PREDICATE_AT);
      this.#addHash(entry, entry.length);
      if (this.#facts++ % MEDIAN_SAMPLE === 0) this.#lasts.push(entry.last);
    } else if (order === BY_OBJECT) {
      this.#addPrefix(entry, objectEnd(entry.key, VALUE_AT));
    } else {
      this.#addPrefix(entry, 1 + TEXT_HASH_BYTES);
    }
  }

  #addPrefix(entry: Entry, length: number): void {
    const { key } = entry;
    if (compareBytes(key, 0, length, this.#prefix, 0, this.#prefixLength) === 0) return;
    copyBytes(key, 0, length, this.#prefix, 0);
    this.#prefixLength = length;
    this.#addHash(entry, length);
  }

  #addHash(entry: Entry, length: number): void {
    const { hash } = this.#options;
    hash.hash(entry.key, 0, length);
    if (this.#hashCount * 2 === this.#hashes.length) {
      const larger = new Uint32Array(this.#hashes.length * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#hashCount * 2] = hash.low;
    this.#hashes[this.#hashCount * 2 + 1] = hash.high;
    this.#hashCount++;
  }

  #finishBlock(): void {
    if (this.#block.count === 0) return;
    const packed = new Uint8Array(this.#options.compression.compress(this.#block.finish()));
    this.#packed.push(packed);
    this.#packedBytes += packed.length;
    this.#blockEnds.push(this.#packedBytes);
  }

  #finishExtent(): void {
    const [firstKey] = this.#firstKeys;
    if (firstKey === undefined) return;
    const { extents, run } = this.#options;
    const extent = extents.write(run, this.#extents.length, {
      firstKey,
      entries: this.#entries,
      facts: this.#facts,
      medianLast: median(this.#lasts),
      directory: buildDirectory(this.#firstKeys, this.#blockEnds),
      bloom: buildBloom(this.#hashes, this.#hashCount),
      data: joined(this.#packed),
    });
    this.#extents.push(extent);
    this.#beginExtent();
  }

  #beginExtent(): void {
    this.#firstKeys = [];
    this.#blockEnds = [];
    this.#packed = [];
    this.#packedBytes = 0;
    this.#entries = 0;
    this.#facts = 0;
    this.#lasts = [];
    this.#hashCount = 0;
    this.#prefixLength = 0;
  }
}

/** The middle one of some numbers; the largest double when there are none. */
function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? Number.MAX_VALUE;
}

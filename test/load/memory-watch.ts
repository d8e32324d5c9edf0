import { OWN_ISOLATE, heapUses } from './heap-use.ts';
import { workerdUse } from './process-use.ts';

/** How an amount of memory went, bytes. */
export interface Trend {
  /** When half of the time was over: caches and memtables are full by then. */
  readonly half: number;
  readonly late: number;
  readonly most: number;
  /** The slope of the line through the second half, by least squares. */
  readonly perHour: number;
}

/**
 * Where memory went. In workerd on one machine, all objects of all tenants are in one isolate with the
 * service's Worker: on the platform each would have its own 128 MB.
 */
export interface MemoryReport {
  /** All of workerd. */
  readonly resident: Trend;
  /** JavaScript objects of the service, its objects among them; with what is garbage by now. */
  readonly ownHeap: Trend;
  /** The contents of the service's buffers: memtables, blocks and bodies. */
  readonly ownBuffers: Trend;
  /** Heaps and buffers of the Workers that stand for D1, R2, queues and assets here. */
  readonly simulators: Trend;
  /** What is in no isolate: SQLite's page caches, workerd itself, and what the allocator keeps. */
  readonly native: Trend;
}

type Sample = Readonly<Record<keyof MemoryReport, number>> & { readonly at: number };

/** Looks at workerd's memory now and then, from the outside. */
export class MemoryWatch {
  readonly #samples: Sample[] = [];
  readonly #inspectorPort: number;

  constructor(inspectorPort: number) {
    this.#inspectorPort = inspectorPort;
  }

  /** @returns what was found, for people; undefined where there is no `/proc` */
  async look(): Promise<string | undefined> {
    const resident = workerdUse()?.residentBytes;
    if (resident === undefined) return undefined;
    const uses = await heapUses(this.#inspectorPort);
    const own = uses.find(({ isolate }) => isolate === OWN_ISOLATE);
    if (own === undefined) return undefined; // It was too busy to answer.
    const all = uses.reduce((sum, use) => sum + use.totalBytes + use.bufferBytes, 0);
    const sample = {
      at: Date.now(),
      resident,
      ownHeap: own.usedBytes,
      ownBuffers: own.bufferBytes,
      simulators: all - own.totalBytes - own.bufferBytes,
      native: resident - all,
    };
    this.#samples.push(sample);
    const { at: _, ...amounts } = sample;
    const words = Object.entries(amounts).map(([name, bytes]) => `${name} ${megabytes(bytes)}`);
    return `${words.join(', ')} MB`;
  }

  /** Null when there are too few samples for a line. */
  report(): MemoryReport | null {
    if (this.#samples.length < 4) return null;
    const trend = (name: keyof MemoryReport): Trend =>
      trendOf(this.#samples.map((sample) => ({ at: sample.at, bytes: sample[name] })));
    return {
      resident: trend('resident'),
      ownHeap: trend('ownHeap'),
      ownBuffers: trend('ownBuffers'),
      simulators: trend('simulators'),
      native: trend('native'),
    };
  }
}

/** Of samples in the order of time, `at` in ms. */
export function trendOf(samples: readonly { at: number; bytes: number }[]): Trend {
  const later = samples.slice(samples.length >> 1);
  const meanAt = later.reduce((sum, { at }) => sum + at, 0) / later.length;
  const meanBytes = later.reduce((sum, { bytes }) => sum + bytes, 0) / later.length;
  const covariance = later.reduce((s, { at, bytes }) => s + (at - meanAt) * (bytes - meanBytes), 0);
  const variance = later.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  const perHour = variance === 0 ? 0 : (covariance / variance) * 3_600_000;
  return {
    half: later[0]?.bytes ?? 0,
    late: later.at(-1)?.bytes ?? 0,
    most: Math.max(...samples.map(({ bytes }) => bytes)),
    perHour: Math.round(perHour),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

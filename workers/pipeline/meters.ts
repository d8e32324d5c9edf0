import type { Meters } from '../../core/contract/sources.ts';

/** Adds up billed operations. */
export class MeterCount {
  readonly #counts: Record<keyof Meters, number> = {
    workerRequests: 0,
    doRequests: 0,
    doRowsWritten: 0,
    doRowsRead: 0,
    d1RowsWritten: 0,
    r2ClassA: 0,
    r2ClassB: 0,
    queueOperations: 0,
  };

  add(counts: Partial<Meters>): void {
    for (const [name, count] of Object.entries(counts)) {
      this.#counts[name as keyof Meters] += count;
    }
  }

  /** Adds one call of a Durable Object and the rows that it moved. */
  addCall(rows: { readonly rowsWritten: number; readonly rowsRead: number }): void {
    this.add({ doRequests: 1, doRowsWritten: rows.rowsWritten, doRowsRead: rows.rowsRead });
  }

  get total(): Meters {
    return { ...this.#counts };
  }
}

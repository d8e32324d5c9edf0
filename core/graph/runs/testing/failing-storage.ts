import type { RunStorage, SqlValue } from '../run-storage.ts';

/** The crash that a {@link FailingStorage} stages. */
export class StagedCrash extends Error {}

/** A storage that fails at the n-th statement that writes, as often as it is told to. */
export class FailingStorage implements RunStorage {
  readonly #storage: RunStorage;
  #writesLeft = Infinity;

  constructor(storage: RunStorage) {
    this.#storage = storage;
  }

  /** Fails instead of the write after `writes` more; once. */
  failAfter(writes: number): void {
    this.#writesLeft = writes;
  }

  exec(sql: string, ...bindings: readonly SqlValue[]): readonly (readonly SqlValue[])[] {
    if (!/^\s*SELECT/.test(sql) && this.#writesLeft-- <= 0) {
      this.#writesLeft = Infinity;
      throw new StagedCrash(`before: ${sql.slice(0, 40)}`);
    }
    return this.#storage.exec(sql, ...bindings);
  }

  transaction<T>(body: () => T): T {
    return this.#storage.transaction(body);
  }
}

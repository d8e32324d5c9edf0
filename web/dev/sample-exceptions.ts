import { randomUUID } from 'node:crypto';
import type {
  Exception,
  ExceptionPreview,
  ExceptionRequest,
} from '../../core/contract/exceptions.ts';
import type { LensDetail, LensScore } from '../../core/contract/lenses.ts';

/** Exceptions of an invented tenant: by analyzer alone, its scores being as invented. */
export class SampleExceptions {
  readonly #lenses: ReadonlyMap<string, LensDetail>;
  #all: (Exception & { title: string; hits: number })[] = [];

  constructor(lenses: ReadonlyMap<string, LensDetail>) {
    this.#lenses = lenses;
  }

  list(): ExceptionsAnswer {
    return { exceptions: this.#all };
  }

  preview({ analyzer, lens }: ExceptionRequest): ExceptionPreview {
    const found = [...this.#lenses.values()].filter(
      (detail) =>
        (lens === undefined || detail.lens.name === lens) &&
        detail.rows.some((row) => row.analyzerId === analyzer),
    );
    return {
      hits: found.length,
      examples: found.map((detail) => detail.lens.why),
      lenses: found.map((detail) => ({
        id: detail.lens.id,
        type: detail.lens.type,
        name: detail.lens.name,
        before: detail.lens.score,
        after: scoreWithout(detail, analyzer),
        hits: 1,
        isTruePositive: detail.lens.life?.verdict === 'true-positive',
      })),
      moreLenses: 0,
      isPartial: false,
    };
  }

  add(request: ExceptionRequest, by: string, at: number): Exception {
    const exception = { ...request, id: randomUUID(), by, at };
    const rows = [...this.#lenses.values()].flatMap((detail) => detail.rows);
    const title = rows.find((row) => row.analyzerId === request.analyzer)?.title;
    const { hits } = this.preview(request);
    this.#all = [{ ...exception, title: title ?? request.analyzer, hits }, ...this.#all];
    return exception;
  }

  remove(id: string): void {
    this.#all = this.#all.filter((exception) => exception.id !== id);
  }

  without(id: string, analyzer: string): LensScore | undefined {
    const detail = this.#lenses.get(id);
    if (detail === undefined) return undefined;
    return {
      asOf: detail.lens.last,
      whole: detail.lens.score,
      score: scoreWithout(detail, analyzer),
      terms: [],
      rows: detail.rows.filter((row) => row.analyzerId !== analyzer),
    };
  }
}

interface ExceptionsAnswer {
  readonly exceptions: readonly Exception[];
}

function scoreWithout({ rows }: LensDetail, analyzer: string): number {
  return rows
    .filter((row) => row.analyzerId !== analyzer)
    .reduce((sum, row) => sum + row.contribution, 0);
}

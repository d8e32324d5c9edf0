import type { DeclaredFormats } from './declared/declared-formats.ts';

/** What a record itself may not say, and its source knows. */
export interface ParseContext {
  /** The host of records that name none, such as a file of one host's audit log. */
  readonly defaultHost: string;
  /**
   * When the upload was received, ms since 1970: the year of times that are written without one
   * (RFC 3164) is the last in which they are not in the future. The same upload always has the
   * same time of receipt, so reading it again gives the same facts.
   */
  readonly receivedAt: number;
  /** When the record was written, ms since 1970, as what it came in says; for those without a time. */
  readonly time?: number | undefined;
  /** The program that wrote the record, as what it came in says; for lines that do not name it. */
  readonly program?: string | undefined;
  /** The formats that the tenant declared; asked before any other. */
  readonly declared?: DeclaredFormats | undefined;
}

/** The host of records that no host is known for. */
export const UNNAMED_HOST = 'unnamed-host';

/** For records whose source is not known. */
export const NO_CONTEXT: ParseContext = {
  defaultHost: UNNAMED_HOST,
  receivedAt: Date.UTC(2000, 11, 31),
};

/** What one part of an upload says of its records; the upload's own context is the rest. */
export type PartContext = {
  readonly [K in Exclude<keyof ParseContext, 'declared'>]?: ParseContext[K] | undefined;
};

/** A context with what is better known in place of its own. */
export function withContext(context: ParseContext, better: PartContext | undefined): ParseContext {
  if (better === undefined) return context;
  const { defaultHost, receivedAt, time, program } = better;
  return {
    defaultHost: defaultHost ?? context.defaultHost,
    receivedAt: receivedAt ?? time ?? context.receivedAt,
    time: time ?? context.time,
    program: program ?? context.program,
    declared: context.declared,
  };
}

import * as z from 'zod';

/** A condition on the names that a hit shows, by Sigma's modifiers: `parent|startswith`. */
const condition = z.union([
  z.string().max(500),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string().max(500), z.number()])).max(50),
]);

/** Conditions on the properties of a node, by Sigma's modifiers: `command_line|contains`. */
const properties = z.record(z.string().min(1).max(120), condition);

/** `POST /api/exceptions`, and, to see what it would do, `POST /api/exceptions/preview`. */
export const exceptionRequest = z.strictObject({
  /** The analyzer whose hits are not to count. */
  analyzer: z.string().min(1).max(200),
  /** The lenses for which they do not: a name, in which `*` and `?` stand for others; all without. */
  lens: z.string().trim().max(200).optional(),
  /** The id of the group of assets that the lens must be about; any without. */
  group: z.string().max(64).optional(),
  /** What the hits must be, by field; all must hold. */
  where: z.record(z.string().max(120), condition).default({}),
  /**
   * What is known of the hit's nodes, by a node's name in the analyzer or its type; for each of these
   * some node must be so.
   */
  nodes: z.record(z.string().min(1).max(60), properties).optional(),
  /** What some ancestor of a process that the hit names must be. */
  ancestor: properties.optional(),
  /** A Sigma filter that must take the hit away, of which it is one rule's part. */
  filter: z.string().max(20_000).optional(),
  /** When it ends, ms; without it, never. */
  until: z.int().min(0).max(8_640_000_000_000_000).optional(),
  reason: z.string().trim().min(1).max(500),
});

export type ExceptionRequest = z.infer<typeof exceptionRequest>;

/** `POST /api/exceptions/filters`, and, to see what it would do, `…/preview`. */
export const filterRequest = z.strictObject({
  /** A Sigma filter: one document of YAML. */
  text: z.string().min(1).max(20_000),
  until: z.int().min(0).max(8_640_000_000_000_000).optional(),
});

export type FilterRequest = z.infer<typeof filterRequest>;

/** Answer of `POST /api/exceptions/filters/preview`. */
export interface FilterPreview {
  readonly title: string;
  /** One for each rule that the filter names and the tenant has. */
  readonly rules: readonly {
    readonly analyzer: string;
    readonly title: string;
    readonly preview: ExceptionPreview;
  }[];
  /** Rules that it names, and the tenant does not have. */
  readonly unknown: readonly string[];
}

/** Answer of `POST /api/exceptions/filters`. */
export interface ImportedFilter {
  readonly exceptions: readonly Exception[];
  readonly unknown: readonly string[];
}

/** Hits of an analyzer that a tenant does not count. */
export interface Exception extends ExceptionRequest {
  readonly id: string;
  /** The address of the member who made it. */
  readonly by: string;
  readonly at: number;
}

/** Answer of `GET /api/exceptions`. */
export interface ExceptionList {
  /** Those that hold, latest first; what has ended is listed until it is removed. */
  readonly exceptions: readonly (Exception & { readonly title: string; readonly hits: number })[];
}

/** What an exception would make of a lens. */
export interface LensEffect {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly before: number;
  /** 0: the lens would be gone. */
  readonly after: number;
  /** So many of its hits would not count. */
  readonly hits: number;
  /** Whether it was closed as a true positive. */
  readonly isTruePositive: boolean;
}

/** Answer of `POST /api/exceptions/preview`. */
export interface ExceptionPreview {
  /** Hits that would not count, in some lens. */
  readonly hits: number;
  /** The nodes of some of them. */
  readonly examples: readonly string[];
  /**
   * The lenses that would be gone or fall, those closed as true positives first, then those that
   * fall most.
   */
  readonly lenses: readonly LensEffect[];
  /** Lenses that are not listed, for want of room. */
  readonly moreLenses: number;
  /** Whether the analyzer has so many hits that the graph was asked about the first ten thousand only. */
  readonly isPartial: boolean;
}

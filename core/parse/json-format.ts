import type { JsonObject } from './form/json-value.ts';
import type { ParseContext } from './parse-context.ts';
import type { Parsed } from './parsed.ts';

/** One format of JSON records, recognised by its content. */
export interface JsonFormat {
  readonly name: string;
  /** Whether an object is of this format; looks at few keys, because it is asked of every record. */
  readonly matches: (object: JsonObject) => boolean;
  readonly read: (object: JsonObject, context: ParseContext) => Parsed;
}

import { DeclaredFormats } from '../../core/parse/declared/declared-formats.ts';
import type { Mapping } from '../../core/parse/declared/mapping.ts';
import { readMapping } from '../../core/parse/declared/read-mapping.ts';

/** Mappings that an isolate keeps read. */
const MAX_READ = 200;

/** By its text: the same text always means the same. Undefined for what can no longer be read. */
const readMappings = new Map<string, Mapping | undefined>();

/**
 * The formats that a tenant declared, for the records of one source; undefined when there are none.
 *
 * @param mappings as they are kept
 */
export function declaredFormats(
  mappings: readonly { readonly source: string }[],
  sourceName: string,
): DeclaredFormats | undefined {
  const own = mappings
    .flatMap(({ source }) => readOnce(source) ?? [])
    .filter(({ sources }) => sources.length === 0 || sources.includes(sourceName));
  return own.length === 0 ? undefined : new DeclaredFormats(own);
}

function readOnce(source: string): Mapping | undefined {
  if (readMappings.has(source)) return readMappings.get(source);
  // What was kept was right then; a later version of the service may have dropped what it names.
  const read = readMapping(source);
  const mapping = read.ok ? read.value : undefined;
  const [oldest] = readMappings.keys();
  if (readMappings.size >= MAX_READ && oldest !== undefined) readMappings.delete(oldest);
  readMappings.set(source, mapping);
  return mapping;
}

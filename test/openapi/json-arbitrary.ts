import * as fc from 'fast-check';

/** A JSON Schema, as far as the API's description uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** Texts are no longer than this where a schema lets them be: the fuzzer is not for sizes. */
const MAX_TEXT = 60;

/** What has broken services before. */
export const hostileText = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "' OR 1=1 --",
  '%',
  '*',
  '(a+)+$',
  '<script>alert(1)</script>',
  '🦑'.repeat(30),
  'a'.repeat(5_000),
  '1e309',
  '-1',
  'NaN',
  '9007199254740993',
  ' ',
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, -1, 0.5, 1e308, 2 ** 53, [], {}, [[]], true, '', 8.7e15),
);

/** Values that a schema allows. A pattern is kept to; what a schema does not say may be anything. */
export function valueOf(schema: Schema): fc.Arbitrary<unknown> {
  const either = schema.anyOf ?? schema.oneOf;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (either !== undefined) return fc.oneof(...either.map((part) => valueOf(part)));
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const minLength = schema.minItems ?? 0;
      const maxLength = Math.max(minLength, Math.min(schema.maxItems ?? 4, 4));
      return fc.array(valueOf(schema.items ?? {}), { minLength, maxLength });
    }
    case 'object':
      return objectOf(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Values that a schema allows, with one property in the place of which something hostile is. */
export function nearlyOf(schema: Schema): fc.Arbitrary<unknown> {
  return fc.tuple(valueOf(schema), fc.nat(), hostileValue).map(([value, which, hostile]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return hostile;
    const names = [...Object.keys(schema.properties ?? value), '__proto__', 'more'];
    const name = names[which % names.length] ?? 'more';
    return JSON.parse(
      `{${[...Object.entries(value).filter(([key]) => key !== name), [name, hostile] as const]
        .map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each) ?? 'null'}`)
        .join(',')}}`,
    ) as unknown;
  });
}

function textOf({ pattern, format, minLength = 0, maxLength = MAX_TEXT }: Schema) {
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.uuid().map((id) => `${id}@fuzz.example`);
  // A name that is never looked up successfully: nothing outside is called.
  if (format === 'uri') return fc.nat().map((number) => `https://fuzz.invalid/${number}`);
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'));
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, MAX_TEXT)) }),
    hostileText,
  );
}

function numberOf({ type, minimum, maximum, exclusiveMinimum }: Schema) {
  const min = minimum ?? (exclusiveMinimum === undefined ? -1_000 : exclusiveMinimum + 1);
  const max = Math.max(min, maximum ?? 1_000_000);
  return type === 'integer'
    ? fc.maxSafeInteger().map((n) => min + (Math.abs(n) % (Math.min(max, min + 2 ** 40) - min + 1)))
    : fc.double({ min, max, noNaN: true });
}

function objectOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valueOf(schema)]),
  );
  return fc.record(model, { requiredKeys: required.filter((name) => name in model) });
}

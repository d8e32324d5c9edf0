import type { Schema } from './json-arbitrary.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** The parts of the API's description that the fuzzer reads. */
export interface Described {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly Parameter[];
            readonly requestBody?: { readonly content: Content };
            readonly security: readonly Readonly<Record<string, readonly string[]>>[];
            readonly responses: Readonly<Record<string, Response & { readonly $ref?: string }>>;
          }
        >
      >
    >
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

/** One way to call the API, with all that the description says of it. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Of a JSON body. */
  readonly body: Schema | undefined;
  /** Whether bodies of any type are taken. */
  readonly takesAny: boolean;
  readonly schemes: readonly string[];
  readonly responses: ReadonlyMap<number, Content>;
}

export function operationsOf({ paths, components }: Described): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, said]): Operation => {
      const content = said.requestBody?.content ?? {};
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters: said.parameters ?? [],
        body: content['application/json']?.schema,
        takesAny: '*/*' in content,
        schemes: said.security.flatMap((each) => Object.keys(each)),
        responses: new Map(
          Object.entries(said.responses).map(([status, given]) => {
            const named = given.$ref?.split('/').at(-1);
            const response = named === undefined ? given : components.responses[named];
            return [Number(status), response?.content ?? {}];
          }),
        ),
      };
    }),
  );
}

/** A schema with all that it refers to, by itself. */
export function withDefinitions(schema: Schema, { components }: Described): Schema {
  const text = JSON.stringify({ ...schema, $defs: components.schemas });
  return JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as Schema;
}

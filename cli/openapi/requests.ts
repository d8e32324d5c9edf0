import path from 'node:path';
import type { Node } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isPropertyAccessExpression,
  isStringLiteral,
} from 'typescript/unstable/ast/is';
import * as z from 'zod';
import { ROOT } from '../build.ts';
import { nameOf, textOf } from './source-code.ts';
import type { SourceCode } from './source-code.ts';
import type { JsonSchema } from './type-schema.ts';

/** What a route reads of a request. */
export interface RequestSchemas {
  /** Of a JSON body. */
  readonly bodies: readonly JsonSchema[];
  readonly query: readonly QueryParameter[];
  /** Names of headers that it looks at. */
  readonly headers: readonly string[];
}

export interface QueryParameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/**
 * What the code reads that is reached when a route is called: by the very schemas that it reads with,
 * which are values of their modules.
 */
export async function requestOf(
  code: SourceCode,
  reached: readonly Node[],
): Promise<RequestSchemas> {
  const bodies: JsonSchema[] = [];
  const query = new Map<string, QueryParameter>();
  const headers = new Set<string>();
  for (const node of reached) {
    if (!isCallExpression(node)) continue;
    const [first, second] = node.arguments;
    const called = nameOf(node.expression);
    if (called === 'readJson' && second !== undefined) {
      bodies.push(z.toJSONSchema(await schemaAt(code, second), { io: 'input', ...TO_JSON }));
    }
    if (called === 'readQuery' && second !== undefined) {
      for (const parameter of queryOf(await schemaAt(code, second))) {
        query.set(parameter.name, parameter);
      }
    }
    if (!isPropertyAccessExpression(node.expression) || first === undefined) continue;
    if (!isStringLiteral(first) || !textOf(node.expression.expression).endsWith('c.req')) continue;
    const { text } = node.expression.name;
    if (text === 'query' && !query.has(first.text)) {
      query.set(first.text, { name: first.text, required: false, schema: { type: 'string' } });
    }
    if (text === 'header') headers.add(first.text.toLowerCase());
  }
  return { bodies, query: [...query.values()], headers: [...headers].sort() };
}

const TO_JSON = { target: 'draft-2020-12', unrepresentable: 'any', reused: 'inline' } as const;

/** Values that are turned into numbers are texts before; what they are after is what is said. */
function queryOf(schema: z.ZodType): QueryParameter[] {
  const before = z.toJSONSchema(schema, { io: 'input', ...TO_JSON });
  const after = z.toJSONSchema(schema, { io: 'output', ...TO_JSON });
  return Object.entries(after.properties ?? {}).map(([name, value]) => ({
    name,
    required: before.required?.includes(name) === true,
    schema: value as JsonSchema,
  }));
}

/** The value of an exported constant that is a schema. */
async function schemaAt(code: SourceCode, node: Node): Promise<z.ZodType> {
  const name = nameOf(node);
  const declaration = code.declarationOf(node);
  if (name === undefined || declaration === undefined) {
    throw new Error(`${code.pathOf(node)}: ${textOf(node)} is no named schema`);
  }
  const file = path.join(ROOT, code.pathOf(declaration));
  const exported = (await import(file)) as Record<string, unknown>;
  const value = exported[nameOf((declaration as Node & { name?: Node }).name) ?? name];
  if (!(value instanceof z.ZodType)) {
    throw new Error(`${code.pathOf(declaration)} exports no schema ${name}`);
  }
  return value;
}

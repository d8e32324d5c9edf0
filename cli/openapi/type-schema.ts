import { SymbolFlags, TypeFlags } from 'typescript/unstable/sync';
import type { NumberLiteralType, StringLiteralType, Symbol, Type } from 'typescript/unstable/sync';
import type { SourceCode } from './source-code.ts';
import { ROOT } from '../build.ts';

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** Types as they are in JSON, as schemas; those that the project names are kept once, by name. */
export class TypeSchemas {
  readonly named: Record<string, JsonSchema> = {};
  readonly #code: SourceCode;
  readonly #symbols = new Map<string, Symbol>();

  constructor(code: SourceCode) {
    this.#code = code;
  }

  of(type: Type): JsonSchema {
    const name = this.#nameOf(type);
    if (name === undefined) return this.#inline(type);
    if (!(name in this.named)) {
      const schema: JsonSchema = {};
      this.named[name] = schema; // Before what is in it: a type may hold itself.
      const description = (type.getAliasSymbol() ?? type.getSymbol())?.getDocumentationComment(
        this.#code.checker,
      );
      if (description) schema.description = flat(description);
      Object.assign(schema, this.#inline(type));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The name that the project gives a type, which must be of one type alone. */
  #nameOf(type: Type): string | undefined {
    const alias = type.getAliasSymbol();
    const symbol = alias ?? (type.isClassOrInterface() ? type.getSymbol() : undefined);
    if (symbol === undefined) return undefined;
    const [declared] = symbol.declarations;
    const isOwn = declared?.path.startsWith(ROOT) && !declared.path.includes('/node_modules/');
    if (!isOwn || type.getAliasTypeArguments().length > 0) return undefined;
    const known = this.#symbols.get(symbol.name);
    if (known !== undefined && known.id !== symbol.id) {
      throw new Error(`two types of the API are called ${symbol.name}`);
    }
    this.#symbols.set(symbol.name, symbol);
    return symbol.name;
  }

  #inline(type: Type): JsonSchema {
    const { checker } = this.#code;
    if (type.isUnionType()) return this.#union(type.getTypes());
    if (isLiteral(type)) return { const: type.value };
    const { flags } = type;
    if ((flags & TypeFlags.BooleanLiteral) !== 0)
      return { const: checker.typeToString(type) === 'true' };
    if ((flags & TypeFlags.StringLike) !== 0) return { type: 'string' };
    if ((flags & TypeFlags.NumberLike) !== 0) return { type: 'number' };
    if ((flags & TypeFlags.BooleanLike) !== 0) return { type: 'boolean' };
    if ((flags & TypeFlags.Null) !== 0) return { type: 'null' };
    // A branded text: `string & { brand }`.
    if (type.isIntersectionType()) {
      const text = type.getTypes().find((part) => (part.flags & TypeFlags.StringLike) !== 0);
      if (text !== undefined) return { type: 'string' };
    }
    if ((flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0) return {};
    if (checker.isArrayLikeType(type)) return this.#array(type);
    return this.#object(type);
  }

  #union(types: readonly Type[]): JsonSchema {
    const present = types.filter(
      ({ flags }) => (flags & (TypeFlags.Undefined | TypeFlags.Void)) === 0,
    );
    const literals = present.filter(isLiteral);
    const booleans = present.filter(({ flags }) => (flags & TypeFlags.BooleanLiteral) !== 0);
    const rest = present.filter((type) => !isLiteral(type) && !booleans.includes(type));
    const parts: JsonSchema[] = rest.map((type) => this.of(type));
    if (literals.length > 0) {
      parts.push({ enum: literals.map(({ value }) => value).sort() });
    }
    if (booleans.length === 2) parts.push({ type: 'boolean' });
    else parts.push(...booleans.map((type) => this.#inline(type)));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { anyOf: sorted(parts) };
  }

  #array(type: Type): JsonSchema {
    const { checker } = this.#code;
    if (type.isTypeReference()) {
      const elements = checker.getTypeArguments(type);
      if (checker.isTupleType(type)) {
        const prefixItems = elements.map((element) => this.of(element));
        return { type: 'array', prefixItems, minItems: elements.length };
      }
      const [element] = elements;
      return { type: 'array', ...(element && { items: this.of(element) }) };
    }
    const element = checker.getIndexInfosOfType(type)[0]?.valueType;
    return { type: 'array', ...(element && { items: this.of(element) }) };
  }

  #object(type: Type): JsonSchema {
    const { checker } = this.#code;
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const property of checker.getPropertiesOfType(type)) {
      if (property.name.startsWith('__@')) continue; // A symbol, which is not in JSON.
      const of = checker.getTypeOfSymbol(property);
      if (of === undefined) continue;
      const schema = { ...this.of(of) };
      const description = property.getDocumentationComment(checker);
      if (description) schema.description = flat(description);
      properties[property.name] = schema;
      const mayBeAbsent =
        (property.flags & SymbolFlags.Optional) !== 0 ||
        (of.isUnionType() &&
          of.getTypes().some(({ flags }) => (flags & TypeFlags.Undefined) !== 0)) ||
        (of.flags & (TypeFlags.Undefined | TypeFlags.Unknown | TypeFlags.Any)) !== 0;
      if (!mayBeAbsent) required.push(property.name);
    }
    const values = checker.getIndexInfosOfType(type)[0]?.valueType;
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required: required.sort() }),
      ...(values && { additionalProperties: this.of(values) }),
    };
  }
}

function isLiteral(type: Type): type is StringLiteralType | NumberLiteralType {
  return type.isStringLiteralType() || type.isNumberLiteralType();
}

/** The compiler's order of a union is that in which it met its parts; this one does not change. */
function sorted(parts: readonly JsonSchema[]): JsonSchema[] {
  return parts
    .map((part) => ({ part, text: JSON.stringify(part) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ part }) => part);
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

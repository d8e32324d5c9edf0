import { valuePattern } from '../../graph/value-pattern.ts';
import { nodeType } from '../../schema/schema.ts';
import { flatFields } from '../flat-fields.ts';
import { timeOf } from '../form/epoch.ts';
import { numberOf, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { observe } from '../observe.ts';
import type { ParseContext } from '../parse-context.ts';
import type { Parsed } from '../parsed.ts';
import type { Recognised } from '../recognised.ts';
import type { Sighted, Sightings } from '../sightings.ts';
import { fieldsOfLine } from './line-form.ts';
import { ASSET } from './mapping.ts';
import type { FieldValue, MappedNode, Mapping } from './mapping.ts';
import { NODE_FORMS } from './node-forms.ts';

/** The fields of one record, by their names as Sigma has them: `outer.inner`. */
type RecordFields = Readonly<Record<string, unknown>>;

/** The formats that a tenant declared, asked before those that the service knows. */
export class DeclaredFormats {
  readonly #mappings: readonly CompiledMapping[];
  #taken = 0;

  constructor(mappings: readonly Mapping[]) {
    this.#mappings = mappings.map((mapping) => new CompiledMapping(mapping));
  }

  /** How many records a mapping was for so far. */
  get taken(): number {
    return this.#taken;
  }

  /** What an object says by the first mapping that is for it; undefined when none is. */
  ofObject(object: JsonObject, context: ParseContext): Recognised | undefined {
    const asked = this.#mappings.filter(({ mapping }) => mapping.line === undefined);
    if (asked.length === 0) return undefined;
    const fields = flatFields(object);
    const found = asked.find((one) => one.isFor(fields));
    return found === undefined ? undefined : this.#take(found, fields, context);
  }

  /** What a line of text says by the first mapping that is for it; undefined when none is. */
  ofLine(line: string, context: ParseContext): Recognised | undefined {
    for (const one of this.#mappings) {
      const { line: form } = one.mapping;
      const fields = form === undefined ? undefined : fieldsOfLine(form, line);
      if (fields !== undefined && one.isFor(fields)) return this.#take(one, fields, context);
    }
    return undefined;
  }

  #take(mapping: CompiledMapping, fields: RecordFields, context: ParseContext): Recognised {
    this.#taken += 1;
    return mapping.recognise(fields, context);
  }
}

class CompiledMapping {
  readonly mapping: Mapping;
  readonly #conditions: readonly {
    readonly field: string;
    readonly tests: readonly ((value: string) => boolean)[];
  }[];

  constructor(mapping: Mapping) {
    this.mapping = mapping;
    this.#conditions = mapping.when.map(({ field, values }) => ({
      field,
      tests: values.map(equalTest),
    }));
  }

  isFor(fields: RecordFields): boolean {
    return this.#conditions.every(({ field, tests }) => {
      const value = textAt(fields, field);
      return value !== undefined && tests.some((test) => test(value));
    });
  }

  recognise(fields: RecordFields, context: ParseContext): Recognised {
    const { time: timeFields, asset } = this.mapping;
    const readTime = (): number | undefined =>
      timeFields.length === 0
        ? (context.time ?? context.receivedAt)
        : timeFields
            .map((name) => timeOf(valueAt(fields, name)))
            .find((found) => found !== undefined);
    const at = (key: string): string | undefined => textOfValue(asset.get(key), fields);
    return {
      observe: () => this.#observe(fields, at, readTime(), context),
      log: () => ({ fields }),
      origin: () => ({ host: at('host'), time: readTime() }),
    };
  }

  #observe(
    fields: RecordFields,
    asset: (key: string) => string | undefined,
    time: number | undefined,
    context: ParseContext,
  ): Parsed {
    const parts = {
      host: asset('host') ?? context.defaultHost,
      provider: asset('provider'),
      operating_system: asset('operating_system'),
      aliases: { agent_id: asset('agent_id'), instance_id: asset('instance_id') },
    };
    return observe(time, parts, (see) => {
      see.ownAddress(asset('ip'));
      const nodes = this.mapping.nodes.map((node) => seeNode(see, node, fields));
      const sighted = (place: number): Sighted => (place === ASSET ? see.asset : nodes[place]);
      for (const { from, name, to } of this.mapping.edges) {
        see.edge(sighted(from), name, sighted(to));
      }
    });
  }
}

/** A value as a whole, whatever the case; `*` stands for any part. */
function equalTest(wanted: string): (value: string) => boolean {
  if (wanted.includes('*')) return valuePattern(wanted);
  const lower = wanted.toLowerCase();
  return (value) => value.length === lower.length && value.toLowerCase() === lower;
}

function seeNode(see: Sightings, { type, values }: MappedNode, fields: RecordFields): Sighted {
  const form = NODE_FORMS.get(type);
  if (form === undefined) throw new Error(`a mapping with an unknown node type: ${type}`);
  const at = (key: string): string | undefined => textOfValue(values.get(key), fields);
  const properties: Record<string, string | number | undefined> = {};
  if (form.takesProperties) {
    for (const { name, kind, unit } of nodeType(type).properties) {
      const text = at(name);
      if (text === undefined) continue;
      if (unit === 'time') properties[name] = timeOf(text);
      else properties[name] = kind === 'number' ? numberOf(text) : text;
    }
  }
  return form.see(see, at, properties);
}

function textOfValue(value: FieldValue | undefined, fields: RecordFields): string | undefined {
  if (value === undefined) return undefined;
  if ('constant' in value) return value.constant;
  return value.fields.map((name) => textAt(fields, name)).find((text) => text !== undefined);
}

function textAt(fields: RecordFields, name: string): string | undefined {
  return textOf(valueAt(fields, name));
}

/** The value of a field; of one with several, the first. */
function valueAt(fields: RecordFields, name: string): unknown {
  if (!Object.hasOwn(fields, name)) return undefined;
  const value = fields[name];
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

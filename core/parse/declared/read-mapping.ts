import { Fields, mapOf, suggest, textOf } from '../../yaml/fields.ts';
import type { Checked, FaultList } from '../../yaml/fault.ts';
import { kindOf, readYaml } from '../../yaml/tree.ts';
import type { Entry, MapTree, Tree } from '../../yaml/tree.ts';
import { MATCHED_RULES } from '../../schema/declare.ts';
import { EDGE_TYPES } from '../../schema/edge-types.ts';
import { findEdge, nodeType } from '../../schema/schema.ts';
import { readTemplate } from './line-form.ts';
import type { LineForm } from './line-form.ts';
import { ASSET } from './mapping.ts';
import type { FieldCondition, FieldValue, MappedEdge, MappedNode, Mapping } from './mapping.ts';
import { NODE_FORMS } from './node-forms.ts';

/** Larger texts are no mapping. */
const MAX_SOURCE_LENGTH = 65_536;

/** What of one kind a mapping may have. */
const MAX_CONDITIONS = 32;
const MAX_NODES = 32;
const MAX_EDGES = 64;
const MAX_ALTERNATIVES = 8;
const MAX_SOURCES = 50;

const MAX_FIELD_LENGTH = 200;

const KEYS = ['name', 'sources', 'line', 'when', 'time', 'asset', 'nodes', 'edges'] as const;
const ASSET_KEYS = ['host', 'ip', 'agent_id', 'instance_id', 'provider', 'operating_system'];
const NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const NAME_FORM = 'use lower-case letters, digits, _ and -, a letter first';

/** Reads a mapping from YAML: it, or all that is wrong with it. Never throws. */
export function readMapping(source: string): Checked<Mapping> {
  if (source.length > MAX_SOURCE_LENGTH) {
    return atStart(`a mapping has at most ${MAX_SOURCE_LENGTH} characters`);
  }
  const [document, ...others] = readYaml(source);
  if (document === undefined) return atStart('the text is empty');
  const { faults, root } = document;
  if (others.length > 0) faults.add(0, 'there are several documents', 'write one mapping a text');
  if (faults.clean && root?.kind !== 'map') {
    faults.add(root?.at ?? 0, `a mapping is ${root ? kindOf(root) : 'empty'}`, 'write a map');
  }
  const value = faults.clean && root?.kind === 'map' ? new Reader(faults).read(root) : undefined;
  if (value !== undefined && faults.clean) return { ok: true, value };
  return {
    ok: false,
    faults: faults.faults.toSorted((a, b) => a.line - b.line || a.column - b.column),
  };
}

function atStart(message: string): Checked<Mapping> {
  return { ok: false, faults: [{ line: 1, column: 1, message }] };
}

class Reader {
  readonly #faults: FaultList;
  readonly #nodes: MappedNode[] = [];

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  read(root: MapTree): Mapping {
    const fields = new Fields(root, 'a mapping', KEYS, this.#faults);
    const name = fields.text('name', { maxLength: 63 }) ?? '';
    const at = fields.entry('name')?.value.at ?? 0;
    if (name !== '' && !NAME.test(name)) this.#faults.add(at, `\`${name}\` is no name`, NAME_FORM);
    const sources = fields.texts('sources', { max: MAX_SOURCES }).map(({ text }) => text);
    const line = this.#line(fields.entry('line'));
    const when = this.#when(fields.entry('when'));
    if (when.length === 0 && line?.kind !== 'template' && sources.length === 0) {
      const fix = 'say with `when` which fields they have, or with `sources` where they come from';
      this.#faults.add(fields.at, 'nothing says which records this is for', fix);
    }
    return {
      name,
      sources,
      line,
      when,
      time: fields.texts('time', { max: MAX_ALTERNATIVES }).map(({ text }) => text),
      asset: this.#asset(fields.entry('asset')),
      nodes: this.#readNodes(fields.entry('nodes')),
      edges: this.#edges(fields),
    };
  }

  #line(entry: Entry | undefined): LineForm | undefined {
    if (entry === undefined) return undefined;
    const text = textOf(entry.value);
    if (text === undefined) {
      const fix = 'write `pairs`, or a line with its fields in braces';
      this.#faults.add(entry.value.at, `\`line\` is ${kindOf(entry.value)}`, fix);
      return undefined;
    }
    if (text === 'pairs') return { kind: 'pairs' };
    const form = readTemplate(text);
    if (typeof form !== 'string') return form;
    this.#faults.add(entry.value.at, form, 'write `pairs`, or a line with its fields in braces');
    return undefined;
  }

  #when(entry: Entry | undefined): readonly FieldCondition[] {
    if (entry === undefined) return [];
    const map = mapOf(entry.value, '`when`', this.#faults);
    if (map === undefined) return [];
    if (map.entries.length > MAX_CONDITIONS) {
      this.#faults.add(map.at, `\`when\` has more than ${MAX_CONDITIONS} fields`);
    }
    return map.entries.map(({ key, at, value }) => {
      const items = value.kind === 'list' ? value.items : [value];
      const values = items.flatMap((item) => textOf(item) ?? []);
      if (values.length < items.length || values.length === 0) {
        this.#faults.add(value.at, `\`${key}\` is ${kindOf(value)}`, 'write a text or texts');
      }
      this.#field(key, at);
      return { field: key, values };
    });
  }

  #asset(entry: Entry | undefined): ReadonlyMap<string, FieldValue> {
    if (entry === undefined) return new Map();
    const map = mapOf(entry.value, '`asset`', this.#faults);
    return map === undefined ? new Map() : this.#values(map, '`asset`', ASSET_KEYS);
  }

  #readNodes(entry: Entry | undefined): readonly MappedNode[] {
    if (entry === undefined) return this.#nodes;
    const map = mapOf(entry.value, '`nodes`', this.#faults);
    if (map === undefined) return this.#nodes;
    if (map.entries.length > MAX_NODES) {
      this.#faults.add(map.at, `\`nodes\` has more than ${MAX_NODES}`);
    }
    for (const { key, at, value } of map.entries) {
      if (!NAME.test(key)) this.#faults.add(at, `\`${key}\` is no name`, NAME_FORM);
      if (key === 'asset') {
        const fix = 'what the asset is called stands in `asset`';
        this.#faults.add(at, 'every record has one asset, which is no node of its own', fix);
      } else if (this.#nodes.some(({ name }) => name === key)) {
        this.#faults.add(at, `\`${key}\` stands twice`);
      }
      const node = this.#node(key, value);
      if (node !== undefined) this.#nodes.push(node);
    }
    return this.#nodes;
  }

  #node(name: string, tree: Tree): MappedNode | undefined {
    const map = mapOf(tree, `\`${name}\``, this.#faults);
    if (map === undefined) return undefined;
    const typeEntry = map.entries.find(({ key }) => key === 'type');
    const type = textOf(typeEntry?.value);
    const form = type === undefined ? undefined : NODE_FORMS.get(type);
    if (type === undefined || form === undefined) {
      const types = [...NODE_FORMS.keys()];
      const message =
        type === undefined ? '`type` is missing' : `there is no node type \`${type}\``;
      this.#faults.add(typeEntry?.value.at ?? map.at, message, suggest(type ?? '', types));
      return undefined;
    }
    const properties = nodeType(type)
      .properties.map((property) => property.name)
      .filter((property) => property !== MATCHED_RULES.name);
    const needed = form.needs.flat();
    const known = form.takesProperties ? properties : [...needed, ...properties];
    const keys = [...new Set([...known, ...(form.extra ?? [])])];
    const rest = { ...map, entries: map.entries.filter(({ key }) => key !== 'type') };
    const values = this.#values(rest, `a node of type ${type}`, keys);
    if (!form.needs.some((set) => set.every((key) => values.has(key)))) {
      const fix = `give ${form.needs.map((set) => set.join(', ')).join(' or ')}`;
      this.#faults.add(map.at, `nothing says which ${type} it is`, fix);
    }
    return { name, type, values };
  }

  #values(map: MapTree, what: string, keys: readonly string[]): ReadonlyMap<string, FieldValue> {
    const fields = new Fields(map, what, keys, this.#faults);
    const values = new Map<string, FieldValue>();
    for (const key of keys) {
      const entry = fields.entry(key);
      const value = entry === undefined ? undefined : this.#value(key, entry.value);
      if (value !== undefined) values.set(key, value);
    }
    return values;
  }

  #value(key: string, tree: Tree): FieldValue | undefined {
    if (tree.kind === 'map') {
      const constant = textOf(
        new Fields(tree, `\`${key}\``, ['value'], this.#faults).required('value')?.value,
      );
      return constant === undefined ? undefined : { constant };
    }
    const items = tree.kind === 'list' ? tree.items : [tree];
    const names = items.flatMap((item) => textOf(item) ?? []);
    if (names.length < items.length || names.length === 0 || names.length > MAX_ALTERNATIVES) {
      const fix = `write a field's name, up to ${MAX_ALTERNATIVES} names, or \`{ value: TEXT }\``;
      this.#faults.add(tree.at, `\`${key}\` is ${kindOf(tree)}`, fix);
      return undefined;
    }
    for (const name of names) this.#field(name, tree.at);
    return { fields: names };
  }

  #field(name: string, at: number): void {
    if (name.trim() !== '' && name.length <= MAX_FIELD_LENGTH) return;
    this.#faults.add(at, 'this is no name of a field', `use 1 to ${MAX_FIELD_LENGTH} characters`);
  }

  #edges(fields: Fields): readonly MappedEdge[] {
    return fields
      .texts('edges', { max: MAX_EDGES })
      .flatMap(({ text, at }) => this.#edge(text, at) ?? []);
  }

  /** `process connected_to address`: two nodes, and an edge by either of its names. */
  #edge(text: string, at: number): MappedEdge | undefined {
    const [left = '', verb = '', right = '', ...more] = text.trim().split(/\s+/);
    if (right === '' || more.length > 0) {
      this.#faults.add(at, 'this line cannot be read', 'write `NODE EDGE NODE`');
      return undefined;
    }
    const [from, to] = [this.#end(left, at), this.#end(right, at)];
    if (from === undefined || to === undefined) return undefined;
    const found = findEdge(verb);
    const [fromType, toType] = [this.#typeOf(from), this.#typeOf(to)];
    if (found?.backwards === true && found.edge.from === toType && found.edge.to === fromType) {
      return { from: to, name: found.edge.name, to: from };
    }
    if (found?.backwards === false && found.edge.from === fromType && found.edge.to === toType) {
      return { from, name: found.edge.name, to };
    }
    const possible = edgesBetween(fromType, toType);
    this.#faults.add(
      at,
      `no edge \`${verb}\` goes from ${fromType} to ${toType}`,
      possible.length === 0 ? 'no edge joins these two' : suggest(verb, possible),
    );
    return undefined;
  }

  #end(name: string, at: number): number | undefined {
    if (name === 'asset') return ASSET;
    const place = this.#nodes.findIndex((node) => node.name === name);
    if (place >= 0) return place;
    const names = ['asset', ...this.#nodes.map((node) => node.name)];
    this.#faults.add(at, `there is no node \`${name}\``, suggest(name, names));
    return undefined;
  }

  #typeOf(place: number): string {
    return this.#nodes[place]?.type ?? 'asset';
  }
}

/** The names of the edges that lead from nodes of one type to nodes of another. */
function edgesBetween(from: string, to: string): string[] {
  return EDGE_TYPES.flatMap((edge) => [
    ...(edge.from === from && edge.to === to ? [edge.name] : []),
    ...(edge.from === to && edge.to === from ? [edge.reverse] : []),
  ]);
}

import { MATCHED_RULES } from '../schema/declare.ts';
import type { NodeType } from '../schema/declare.ts';
import { ALIAS, nodeType } from '../schema/schema.ts';
import { FactMerger, grow } from './fact-merger.ts';
import type { Growing } from './fact-merger.ts';
import { ALWAYS } from './fact.ts';
import type { Fact, Value } from './fact.ts';
import { aliasRef } from './alias.ts';
import { isPseudoKey, nodeRef, pseudoKeyRef } from './id.ts';
import type { Ref } from './id.ts';
import type { NodeSighting, Observation } from './observation.ts';
import { ruleSubject } from './rule-subject.ts';
import { scopeAt } from './session.ts';
import { isEventTime } from './time.ts';

/** Longer values are cut, and marked as cut: what an attacker writes is never unbounded (law 7). */
const MAX_VALUE_LENGTH = 32_768;

/** The facts of one observation, and the asset whose shard they belong to. */
export interface ObservedFacts {
  readonly asset: Ref;
  readonly facts: readonly Fact[];
}

/** What the records of one asset in one upload say. */
export class AssetFacts {
  readonly merger = new FactMerger();
  /** What shared sightings came to. */
  readonly known = new Map<NodeSighting, KnownSighting>();
}

/** A shared sighting that was seen before, with its facts: seen again, it only makes them grow. */
interface KnownSighting {
  readonly node: Placed;
  readonly facts: readonly Growing[];
  /** The scope of those of its facts that have one. */
  readonly window: number;
}

/** A sighting with the reference that its facts are stored under. */
interface Placed {
  readonly ref: Ref;
  /** The pseudo-key, when a sensor's id made `ref` a node of its own. */
  readonly key?: Ref | undefined;
  readonly sighting: NodeSighting;
  readonly type: NodeType;
  /** Whether this very moment is the start of the session. */
  readonly isStarting: boolean;
  /** Whether `ref` means different nodes at different times. */
  readonly isScoped: boolean;
  /** Whether the record says anything of it: a property, or of a session where it is. */
  isDescribed: boolean;
}

/** How facts are made. */
export interface FactOptions {
  /** Whether sensors' own ids are left out, so that pseudo-keys and time decide alone. */
  readonly ignoreSensorIds?: boolean | undefined;
}

/**
 * Turns an observation into facts. Each node is named by its own reference where its identity is
 * static or a sensor's id names it, and by its pseudo-key otherwise. What a record says nothing
 * of, such as a script without a path and without a text, is no node: no edge leads to it. So a
 * reference that is the subject of nothing is known to nobody (see new-subjects.ts).
 *
 * @param upload the tenant's number of the upload
 * @param record the record's number in it, from 1
 */
export function factsOf(
  observation: Observation,
  upload: number,
  record: number,
  options: FactOptions = {},
): ObservedFacts {
  const facts = new AssetFacts();
  const asset = addFactsOf(observation, upload, record, options, () => facts);
  return { asset, facts: facts.merger.facts };
}

/** The nodes that a record's matches are about, as facts name them: what they mean, time decides. */
export interface MatchedNodes {
  /** When the graph has them, ms since 1970. */
  readonly at: number;
  readonly asset: Ref;
  readonly subject: Ref;
  /** Accounts and cloud principals that the record names. */
  readonly users: readonly Ref[];
}

/** Users of one record that are named. */
const MAX_USERS = 2;

/** The nodes that an observation's matches are about; see rule-subject.ts. */
export function matchedNodes(observation: Observation, options: FactOptions = {}): MatchedNodes {
  const { ref: asset } = assetOf(observation);
  const refOf = (sighting: NodeSighting | undefined): Ref => {
    if (sighting === undefined) return asset;
    const seen = options.ignoreSensorIds ? withoutAlias(sighting) : sighting;
    return place(seen, asset, observation.time).ref;
  };
  const users = observation.nodes.filter(({ type }) => type === 'user' || type === 'principal');
  return {
    at: observation.time,
    asset,
    subject: refOf(observation.nodes[ruleSubject(observation)]),
    users: [...new Set(users.map(refOf))].slice(0, MAX_USERS),
  };
}

/**
 * Adds an observation's facts to those of its asset; see {@link factsOf}.
 *
 * @param ofAsset where the facts of an asset go
 * @returns the asset
 */
export function addFactsOf(
  observation: Observation,
  upload: number,
  record: number,
  options: FactOptions,
  ofAsset: (asset: Ref) => AssetFacts,
): Ref {
  const { time } = observation;
  const asset = assetOf(observation);
  const to = ofAsset(asset.ref);
  const at = { time, upload, record };
  const placed = observation.nodes.map((sighting) =>
    options.ignoreSensorIds
      ? addSighting(withoutAlias(sighting), asset, at, to.merger, [])
      : addShared(sighting, asset, at, to),
  );

  function add(subject: Ref, predicate: string, object: Value, scope: number): void {
    to.merger.add(subject, predicate, object, scope, time, upload, record);
  }

  const { matchedRules = [] } = observation;
  const subject = matchedRules.length === 0 ? undefined : placed[ruleSubject(observation)];
  if (subject !== undefined) {
    const { ref, isStarting, isScoped } = subject;
    const scope = isScoped ? scopeAt(time, isStarting) : ALWAYS;
    for (const rule of matchedRules) add(ref, MATCHED_RULES.name, rule, scope);
  }
  for (const { from, name, to: toIndex } of observation.edges) {
    const a = placed[from];
    const b = placed[toIndex];
    if (a === undefined || b === undefined) throw new Error(`edge ${name} has no end`);
    if (!b.isDescribed) continue;
    const isStarting = (a.isStarting && a.isScoped) || (b.isStarting && b.isScoped);
    add(a.ref, name, b.ref, a.isScoped || b.isScoped ? scopeAt(time, isStarting) : ALWAYS);
  }
  return asset.ref;
}

/** When something was sighted, and by which record. */
interface SightedAt {
  readonly time: number;
  readonly upload: number;
  readonly record: number;
}

/** Adds what a sighting says; of one that is shared and was there before, by what it came to then. */
function addShared(
  sighting: NodeSighting,
  asset: Reference,
  at: SightedAt,
  { merger, known }: AssetFacts,
): Placed {
  if (sighting.isShared !== true) return addSighting(sighting, asset, at, merger, []);
  const window = scopeAt(at.time, false);
  const before = known.get(sighting);
  if (before !== undefined && before.window === window) {
    for (const fact of before.facts) grow(fact, at.time, at.upload, at.record);
    return before.node;
  }
  const facts: Growing[] = [];
  const node = addSighting(sighting, asset, at, merger, facts);
  known.set(sighting, { node, facts, window });
  return node;
}

/** Adds what a sighting says of its own node, and collects the facts. */
function addSighting(
  sighting: NodeSighting,
  asset: Reference,
  { time, upload, record }: SightedAt,
  merger: FactMerger,
  facts: Growing[],
): Placed {
  const node = place(sighting, asset.ref, time);
  const { ref, key, type, isStarting, isScoped } = node;

  function add(subject: Ref, predicate: string, object: Value, scope: number, at = time): void {
    facts.push(merger.add(subject, predicate, object, scope, at, upload, record));
  }

  const scope = isScoped ? scopeAt(time, isStarting) : ALWAYS;
  if (key !== undefined) add(key, ALIAS, ref, ALWAYS);
  if (type.identity.kind === 'session') {
    add(ref, type.identity.asset, asset.ref, asset.isScoped ? scopeAt(time, false) : ALWAYS);
  }
  for (const { name, kind } of type.properties) {
    const value = cleanValue(kind, sighting.properties[name]);
    if (value === undefined) continue;
    const boundary = boundaryTime(type, name, value);
    if (boundary !== undefined) {
      if (isEventTime(boundary)) add(ref, name, value, scopeOfBoundary(ref, boundary), boundary);
    } else {
      add(ref, name, value, isIdentity(type, name) ? ALWAYS : scope);
      node.isDescribed = true;
    }
  }
  if (!node.isDescribed) return node;
  for (const claim of claimsOf(sighting, ref)) {
    add(claim.ref, ALIAS, ref, claim.isScoped ? scopeAt(time, false) : ALWAYS);
  }
  return node;
}

/** Where a reference leads, and how. */
type Reference = Pick<Placed, 'ref' | 'isScoped'>;

function assetOf(observation: Observation): Reference {
  const first = observation.nodes[0];
  if (first?.type !== 'asset') throw new Error('the first node of an observation is its asset');
  return placeStatic(nodeType('asset'), first);
}

function place(sighting: NodeSighting, asset: Ref, time: number): Placed {
  const type = nodeType(sighting.type);
  const { identity } = type;
  if (identity.kind === 'static') {
    const { ref, isScoped } = placeStatic(type, sighting);
    return { ref, key: undefined, sighting, type, isStarting: false, isScoped, isDescribed: false };
  }
  const keyParts = identity.over.map((name) => sighting.identity[name]);
  const key = keyParts.every((part) => part !== undefined)
    ? pseudoKeyRef(type.code, [asset, ...keyParts])
    : undefined;
  const alias = identity.alias === undefined ? undefined : sighting.identity[identity.alias];
  const isStarting = sighting.properties[identity.start] === time;
  if (alias !== undefined) {
    const ref = nodeRef(type.code, [asset, alias]);
    return { ref, key, sighting, type, isStarting, isScoped: false, isDescribed: true };
  }
  if (key === undefined) throw new Error(`a ${type.name} without its identity`);
  return {
    ref: key,
    key: undefined,
    sighting,
    type,
    isStarting,
    isScoped: true,
    isDescribed: true,
  };
}

/** A node of static identity by that, or by the alias that a record has instead. */
function placeStatic(type: NodeType, sighting: NodeSighting): Reference {
  const [alias] = isNamed(type, sighting) ? [] : aliasesOf(type, sighting);
  return alias ?? { ref: staticRef(type, sighting), isScoped: false };
}

/** What else names a node of static identity, for records that have nothing else. */
function claimsOf(sighting: NodeSighting, ref: Ref): Reference[] {
  return isPseudoKey(ref) ? [] : aliasesOf(nodeType(sighting.type), sighting);
}

function isNamed({ identity }: NodeType, sighting: NodeSighting): boolean {
  return identity.over.every((name) => sighting.identity[name] !== undefined);
}

function aliasesOf(type: NodeType, sighting: NodeSighting): Reference[] {
  const { identity } = type;
  if (identity.kind !== 'static' || identity.aliases === undefined) return [];
  return identity.aliases.flatMap((alias) => {
    const value = sighting.identity[alias.name];
    if (value === undefined) return [];
    return [{ ref: aliasRef(type, alias, value), isScoped: alias.isReassigned }];
  });
}

/** The sighting without its sensor's id, unless that is all that identifies it. */
function withoutAlias(sighting: NodeSighting): NodeSighting {
  const { identity } = nodeType(sighting.type);
  if (identity.kind !== 'session' || identity.alias === undefined) return sighting;
  if (identity.over.some((name) => sighting.identity[name] === undefined)) return sighting;
  return {
    ...sighting,
    identity: { ...sighting.identity, [identity.alias]: undefined },
    properties: { ...sighting.properties, [identity.alias]: undefined },
    isShared: false,
  };
}

function staticRef(type: NodeType, sighting: NodeSighting): Ref {
  const parts = type.identity.over.map((name) => sighting.identity[name] ?? '');
  return nodeRef(type.code, parts);
}

function isIdentity(type: NodeType, property: string): boolean {
  return type.identity.kind === 'session' && type.identity.over.includes(property);
}

/** The moment a start or end property names; undefined for any other property. */
function boundaryTime(type: NodeType, property: string, value: Value): number | undefined {
  const { identity } = type;
  if (identity.kind !== 'session') return undefined;
  return property === identity.start || property === identity.end ? Number(value) : undefined;
}

function scopeOfBoundary(ref: Ref, boundary: number): number {
  return isPseudoKey(ref) ? scopeAt(boundary, true) : ALWAYS;
}

/** A value as it may be stored; undefined when there is nothing to store. */
function cleanValue(kind: 'text' | 'number', value: Value | undefined): Value | undefined {
  if (value === undefined || value === '') return undefined;
  if (kind === 'number') {
    const number = Number(value);
    return Number.isFinite(number) ? number : undefined;
  }
  const text = String(value);
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}… [cut]`;
}

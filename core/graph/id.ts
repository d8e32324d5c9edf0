import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A reference: 32 hex digits. The first byte says what the reference is (see {@link refType} and
 * {@link isPseudoKey}), the other 15 are a hash of the identity properties.
 */
export type Ref = string & { readonly __ref: unique symbol };

/**
 * The id of a node: a {@link Ref}, that of an alias where nothing says what it means, or for a session that only a pseudo-key and time identify, the
 * pseudo-key with the session's start: `ref@start`, or `ref@ubound` when the start is unknown.
 * Written out instead of hashed, so that an id explains itself and can be found again.
 */
export type NodeId = string & { readonly __node: unique symbol };

/** Set in the type byte of a pseudo-key: what time divides into sessions. */
const PSEUDO_KEY_BIT = 0x80;

/** How many recently made references are remembered; real logs repeat themselves. */
const CACHE_ENTRIES = 50_000;

/** What was recently made, by the type byte and then by each part in turn: a walk, and no text. */
interface Known {
  ref: Ref | undefined;
  readonly next: Map<string | number, Known>;
}

let recent: Known = { ref: undefined, next: new Map() };
let recentCount = 0;

/**
 * The reference of a node of static identity, or of a session known by a sensor's own id.
 * Every part goes in with its length, so that no two lists of parts can meet.
 *
 * @param typeCode the node type's code, 1 to 127
 * @param parts identity properties, in declared order
 */
export function nodeRef(typeCode: number, parts: readonly (string | number)[]): Ref {
  return makeRef(typeCode, parts);
}

/** The reference of a pseudo-key, such as (process, asset, pid). */
export function pseudoKeyRef(typeCode: number, parts: readonly (string | number)[]): Ref {
  return makeRef(typeCode | PSEUDO_KEY_BIT, parts);
}

/**
 * The first reference that a node of a type can have, and the first that a pseudo-key of the type
 * can: between each of them and the next type's are all of this type's.
 */
export function firstRefs(typeCode: number): readonly [Ref, Ref] {
  const first = (code: number) => code.toString(16).padStart(2, '0').padEnd(32, '0') as Ref;
  return [first(typeCode), first(typeCode | PSEUDO_KEY_BIT)];
}

/** The code of the node type that a reference or node id is of. */
export function refType(id: string): number {
  return Number.parseInt(id.slice(0, 2), 16) & ~PSEUDO_KEY_BIT;
}

/** Whether a reference is a pseudo-key, so that only time says which node is meant. */
export function isPseudoKey(ref: string): boolean {
  return ref.charCodeAt(0) > 0x37; // first hex digit 8 to f
}

/** The part of a node id that the store knows. */
export function baseRef(id: NodeId | Ref): Ref {
  return id.slice(0, 32) as Ref;
}

/** Whether a node is known only by an alias, such as an account by its SID. */
export function isAlias(id: NodeId): boolean {
  return isPseudoKey(id) && !id.includes('@');
}

/** Whether a string from outside has the form of a node id. */
export function isNodeId(text: string): text is NodeId {
  return /^[0-9a-f]{32}$|^[89a-f][0-9a-f]{31}@(-?\d{1,16}|u(-?\d{1,16})?)$/.test(text);
}

function makeRef(typeByte: number, parts: readonly (string | number)[]): Ref {
  let known = step(recent, typeByte);
  for (const part of parts) known = step(known, part);
  known.ref ??= hashed(typeByte, parts);
  return known.ref;
}

function step({ next }: Known, part: string | number): Known {
  const known = next.get(part);
  if (known !== undefined) return known;
  const made = { ref: undefined, next: new Map() };
  next.set(part, made);
  return made;
}

function hashed(typeByte: number, parts: readonly (string | number)[]): Ref {
  recentCount += 1;
  if (recentCount > CACHE_ENTRIES) {
    recent = { ref: undefined, next: new Map() };
    recentCount = 0;
  }
  let text = String(typeByte);
  for (const part of parts) {
    const value = String(part);
    text += `|${value.length}:${value}`;
  }
  const hash = bytesToHex(sha256(utf8ToBytes(text)).subarray(0, 15));
  return (typeByte.toString(16).padStart(2, '0') + hash) as Ref;
}

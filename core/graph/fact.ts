import type { Ref } from './id.ts';

/** The value of a property. Numbers are finite. */
export type Value = string | number;

/** The scope of a fact that holds whatever the time: see {@link Fact.scope}. */
export const ALWAYS = 0;

/** A pointer to raw bytes: a record of an upload. */
export interface Evidence {
  /** The tenant's number of the upload. */
  readonly upload: number;
  /** The record in the upload, from 1. */
  readonly record: number;
}

/**
 * One thing known: that a subject has a property or an edge, when it was first and last seen so,
 * and the evidence of the first sighting.
 *
 * (subject, predicate, object, scope) is the fact's key; the rest merges ({@link merge}).
 */
export interface Fact extends Evidence {
  readonly subject: Ref;
  /** Name of a property or a forward edge of the schema. */
  readonly predicate: string;
  /** The property's value, or the reference that the edge leads to. */
  readonly object: Value;
  /**
   * Keeps sightings apart that may belong to different sessions: {@link ALWAYS} where neither end
   * is a pseudo-key, and otherwise a window of time (see `scopeAt` in session.ts). A whole number.
   */
  readonly scope: number;
  /** Milliseconds since 1970, UTC. */
  readonly first: number;
  /** Milliseconds since 1970, UTC; never before `first`. */
  readonly last: number;
}

/**
 * Merges two facts of one key (law 1): first by min, last by max, evidence by the first sighting,
 * ties by the smaller evidence. Commutative, associative, idempotent. Returns `a` itself when
 * nothing in it changes.
 */
export function merge(a: Fact, b: Fact): Fact {
  const bFirst = isEarlier(b, a);
  const last = Math.max(a.last, b.last);
  if (!bFirst && last === a.last) return a;
  const from = bFirst ? b : a;
  return { ...a, first: from.first, upload: from.upload, record: from.record, last };
}

/** When something was first sighted, and by what. */
export type FirstSighting = Pick<Fact, 'first' | 'upload' | 'record'>;

/** Whether `a` was sighted before `b`, evidence deciding between equal times. */
export function isEarlier(a: FirstSighting, b: FirstSighting): boolean {
  if (a.first !== b.first) return a.first < b.first;
  if (a.upload !== b.upload) return a.upload < b.upload;
  return a.record < b.record;
}

/** The order in which stores have the facts of a subject and a predicate. */
export function compareByObject(a: Fact, b: Fact): number {
  if (a.object !== b.object) return a.object < b.object ? -1 : 1;
  return a.scope - b.scope;
}

/** The order in which stores have the facts of a predicate and an object. */
export function compareBySubject(a: Fact, b: Fact): number {
  if (a.subject !== b.subject) return a.subject < b.subject ? -1 : 1;
  return a.scope - b.scope;
}

import { nodeType } from '../schema/schema.ts';
import { nodeRef, pseudoKeyRef } from './id.ts';
import type { NodeId, Ref } from './id.ts';
import type { NodeSighting, Observation } from './observation.ts';
import { SKEW_MS, Timeline } from './session.ts';

/** How well pid and time alone find the sessions that sensors' own ids name. */
export interface IdentityReport {
  /** Sessions that a sensor's id names, and that were sighted by their pseudo-key as well. */
  readonly sessions: number;
  /** Of these, how many pid and time take for several sessions. */
  readonly split: number;
  /** Sessions of pid and time that hold several of them. */
  readonly joined: number;
  /**
   * Sightings left out because the sensor contradicts itself in them: it names a process that it
   * saw end before, as Sysmon does in the moments in which a pid is used again.
   */
  readonly contradictions: number;
  /** The first of each kind of error, for people to look into. */
  readonly examples: readonly IdentityError[];
}

/** A session that pid and time got wrong. */
export interface IdentityError {
  readonly kind: 'split' | 'joined';
  readonly type: string;
  /** The pseudo-key's properties, such as the host and the pid. */
  readonly key: string;
  /** What it was taken for, or what was taken for it. */
  readonly sessions: readonly string[];
}

/** So many errors are told one by one. */
const MAX_EXAMPLES = 20;

interface KeySightings {
  readonly type: string;
  readonly key: string;
  readonly starts: number[];
  readonly ends: number[];
  /** When each sensor's id was sighted, and where the sensor says so, when it ended. */
  readonly byAlias: Map<string, { readonly times: Set<number>; end?: number | undefined }>;
}

/**
 * Resolves every sighting that has both a sensor's id and a pseudo-key by the pseudo-key and time
 * alone, and compares. The sensor's id is taken for the truth.
 */
export class IdentityCheck {
  readonly #keys = new Map<Ref, KeySightings>();

  add({ time, nodes }: Observation): void {
    const [asset] = nodes;
    if (asset === undefined) return;
    for (const sighting of nodes) this.#addSighting(asset, sighting, time);
  }

  report(): IdentityReport {
    let sessions = 0;
    let split = 0;
    let joined = 0;
    let contradictions = 0;
    const examples: IdentityError[] = [];
    for (const [ref, { type, key, starts, ends, byAlias }] of this.#keys) {
      const timeline = new Timeline(ref, { starts, ends, aliases: [] });
      const aliasesOf = new Map<NodeId, Set<string>>();
      for (const [alias, { times, end = Number.POSITIVE_INFINITY }] of byAlias) {
        const alive = [...times].filter((time) => time <= end + SKEW_MS);
        contradictions += times.size - alive.length;
        const found = new Set(alive.map((time) => timeline.at(time)));
        for (const id of found) {
          aliasesOf.set(id, (aliasesOf.get(id) ?? new Set()).add(alias));
        }
        sessions += 1;
        if (found.size > 1) {
          split += 1;
          examples.push({ kind: 'split', type, key, sessions: [...found].sort() });
        }
      }
      for (const aliases of aliasesOf.values()) {
        if (aliases.size <= 1) continue;
        joined += 1;
        examples.push({ kind: 'joined', type, key, sessions: [...aliases].sort() });
      }
    }
    return { sessions, split, joined, contradictions, examples: examples.slice(0, MAX_EXAMPLES) };
  }

  #addSighting(asset: NodeSighting, sighting: NodeSighting, time: number): void {
    const type = nodeType(sighting.type);
    const { identity } = type;
    if (identity.kind !== 'session' || identity.alias === undefined) return;
    const parts = identity.over.map((name) => sighting.identity[name]);
    if (parts.some((part) => part === undefined)) return;
    const name = Object.values(asset.identity).find((value) => value !== undefined) ?? '';
    const host = nodeRef(nodeType('asset').code, [name]);
    const ref = pseudoKeyRef(type.code, [host, ...parts.map(String)]);
    let known = this.#keys.get(ref);
    if (known === undefined) {
      const key = [name, ...parts].join(' ');
      known = { type: type.name, key, starts: [], ends: [], byAlias: new Map() };
      this.#keys.set(ref, known);
    }
    const start = sighting.properties[identity.start];
    const end = sighting.properties[identity.end];
    if (typeof start === 'number') known.starts.push(start);
    if (typeof end === 'number') known.ends.push(end);
    const alias = sighting.identity[identity.alias];
    if (alias === undefined) return;
    const sighted = known.byAlias.get(String(alias)) ?? { times: new Set() };
    sighted.times.add(time);
    if (typeof end === 'number') sighted.end = Math.max(end, sighted.end ?? end);
    known.byAlias.set(String(alias), sighted);
  }
}

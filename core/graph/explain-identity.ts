import type { IdentityExplanation, IdentityReason } from '../contract/identity.ts';
import type { AliasProperty } from '../schema/declare.ts';
import { ALIAS, nodeTypeOfCode } from '../schema/schema.ts';
import type { Fact } from './fact.ts';
import { baseRef, isPseudoKey, refType } from './id.ts';
import type { NodeId, Ref } from './id.ts';
import { SKEW_MS } from './session.ts';
import type { FactStore } from './store.ts';
import type { GraphView } from './view.ts';

/** So many reasons are told; a session has hardly ever more than a few. */
const MAX_REASONS = 50;

/**
 * Why a node is one node: which sightings were joined in it, by which rule, each with its evidence.
 * Undefined when the store knows nothing of the node.
 */
export function explainIdentity(
  store: FactStore,
  view: GraphView,
  node: NodeId,
): IdentityExplanation | undefined {
  const base = baseRef(node);
  const { identity } = nodeTypeOfCode(refType(node));
  const own = store.facts(base);
  if (own.length === 0) return undefined;
  if (identity.kind === 'static') {
    const over = own.filter(({ predicate }) => identity.over.includes(predicate));
    const rule = `the same ${identity.over.join(', ')}, wherever it is seen`;
    const reasons = [
      ...over.map((fact) => reason(rule, fact)),
      ...aliasReasons(store, view, base, identity.aliases ?? []),
    ];
    return { kind: 'static', reasons: reasons.slice(0, MAX_REASONS) };
  }
  const reasons: IdentityReason[] = [];
  if (!isPseudoKey(base)) {
    const named = own.find(({ predicate }) => predicate === identity.alias) ?? own[0];
    if (named !== undefined) {
      reasons.push(reason(`the sensor’s own id, which decides wherever it is present`, named));
    }
  }
  for (const key of isPseudoKey(base) ? [base] : view.keysOf(base)) {
    reasons.push(...sessionReasons(store, view, node, key));
  }
  return { kind: 'session', reasons: reasons.slice(0, MAX_REASONS) };
}

/** What joins records that name a node by something else. */
function aliasReasons(
  store: FactStore,
  view: GraphView,
  node: Ref,
  aliases: readonly AliasProperty[],
): IdentityReason[] {
  return view.keysOf(node).flatMap((alias) => {
    const named = store.facts(alias).find(({ predicate }) => predicate !== ALIAS);
    const property = aliases.find(({ name }) => store.facts(alias, name).length > 0);
    const [claim] = store.facts(alias, ALIAS).filter(({ object }) => object === node);
    if (claim === undefined) return [];
    const word = property?.name ?? 'other name';
    const until = property?.isReassigned === true ? ', until another one has it' : '';
    const rule = `records that say only its ${word}, which this was seen with${until}`;
    const value =
      property === undefined ? '' : (store.facts(alias, property.name)[0]?.object ?? '');
    const evidence = named === undefined ? claim : { ...claim, last: named.last };
    return [{ ...reason(rule, evidence), property: word, value }];
  });
}

/** What joins sightings of a pseudo-key in one of its sessions. */
function sessionReasons(
  store: FactStore,
  view: GraphView,
  node: NodeId,
  key: Ref,
): IdentityReason[] {
  const { identity } = nodeTypeOfCode(refType(key));
  if (identity.kind !== 'session') return [];
  const over = ['asset', ...identity.over].join(', ');
  const session = view.timeline(key).sessions.find(({ id }) => id === node);
  const reasons: IdentityReason[] = [];
  for (const fact of store.facts(key)) {
    const isHere = view.resolve(key, fact.first) === node;
    if (fact.predicate === ALIAS) {
      if (fact.object === node) {
        reasons.push(reason(`the sensor’s id was seen with the same ${over}`, fact));
      }
    } else if (isHere && fact.predicate === identity.start) {
      const isOwn = session?.from === fact.object;
      const rule = isOwn
        ? `a start of the same ${over}`
        : `a start of the same ${over} within ${SKEW_MS} ms of the session’s`;
      reasons.push(reason(rule, fact));
    } else if (isHere && fact.predicate === identity.end) {
      reasons.push(reason(`an end of the same ${over}, after which it may be used again`, fact));
    }
  }
  const other = store
    .facts(key)
    .find((fact) => fact.scope !== 0 && view.resolve(key, fact.first) === node);
  if (reasons.length === 0 && other !== undefined) {
    reasons.push(reason(`the same ${over}, in a gap in which no start is known`, other));
  }
  return reasons;
}

function reason(rule: string, fact: Fact): IdentityReason {
  const { predicate, object, first, last, upload, record } = fact;
  return {
    rule,
    property: predicate === ALIAS ? 'id' : predicate,
    value: predicate === ALIAS ? '' : object,
    first,
    last,
    evidence: { upload, record },
  };
}

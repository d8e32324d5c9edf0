import type { Fact, Value } from '../graph/fact.ts';
import { isEarlier } from '../graph/fact.ts';
import { refType } from '../graph/id.ts';
import type { NodeId } from '../graph/id.ts';
import type { GraphView, PropertySighting } from '../graph/view.ts';
import { MATCHED_RULES } from '../schema/declare.ts';
import { EDGE_TYPES } from '../schema/edge-types.ts';
import { NODE_TYPES } from '../schema/node-types.ts';
import { findEdge, nodeType, nodeTypeOfCode } from '../schema/schema.ts';
import { hitId } from './hit.ts';
import type { Hit, HitLens, HitNode } from './hit.ts';

/** Analyzers that are Sigma rules have ids of this form. */
const PREFIX = 'sigma:';

/** The name of the node that a rule is about, in its hits. */
const SUBJECT = 'subject';

/** Other nodes of the record that a hit names. */
const MAX_OTHERS = 4;

/** Neighbours looked at over one edge. */
const MAX_NEIGHBOURS = 200;

/** Edges from an asset to what belongs to it. */
const FROM_ASSET = EDGE_TYPES.filter(({ from }) => from === 'asset');

/** Accounts that run whatever the system runs: they have no lens, which would be that of the host. */
const SYSTEM_ACCOUNT =
  /^(nt authority|autorite nt|nt-autorität)\\|^S-1-5-(18|19|20)$|\\root$|^root$/i;

/** The id of the analyzer that a Sigma rule is. */
export function ruleAnalyzerId(rule: string): string {
  return PREFIX + rule;
}

/** The id of the Sigma rule that an analyzer is; undefined when it is none. */
export function ruleOfAnalyzer(analyzer: string): string | undefined {
  return analyzer.startsWith(PREFIX) ? analyzer.slice(PREFIX.length) : undefined;
}

/** The node that a hit of a rule is about. */
export function subjectOf({ nodes }: Hit): NodeId {
  const subject = nodes.find(({ name }) => name === SUBJECT);
  if (subject === undefined) throw new Error('a hit of a rule names its subject');
  return subject.id;
}

/**
 * The hits of all rules that matched records about a node: one of each rule, however often it
 * matched, at its first match. Beside the node a hit names, for a process, its parent and the file
 * that it runs from, and what the record of the first match joins it to. Its lenses are the host
 * and the account.
 */
export function ruleHitsOn(view: GraphView, node: NodeId): readonly Hit[] {
  const firstByRule = new Map<string, PropertySighting>();
  for (const sighting of view.propertySightings(node, MATCHED_RULES.name)) {
    const rule = String(sighting.object);
    const before = firstByRule.get(rule);
    if (before === undefined || isEarlier(sighting, before)) firstByRule.set(rule, sighting);
  }
  if (firstByRule.size === 0) return [];
  const subject = named(view, SUBJECT, node);
  const related = relatives(view, node);
  const lenses = lensesOf(view, node);
  return [...firstByRule].map(([rule, { first, upload, record }]) => {
    const analyzer = ruleAnalyzerId(rule);
    return {
      id: hitId(analyzer, [subject]),
      analyzer,
      title: '',
      nodes: [subject, ...related, ...others(view, node, first, related)],
      lenses,
      time: first,
      evidence: [{ upload, record }],
    };
  });
}

/** Whether a fact can change the hits on a node that it is about, without being a match itself. */
export function concernsHits({ predicate }: Fact): boolean {
  return findEdge(predicate) !== undefined || LABELS.has(predicate);
}

/** The properties that labels are made of, as the labels themselves ask for them. */
const LABELS: ReadonlySet<string> = propertiesOfLabels();

function propertiesOfLabels(): Set<string> {
  const asked = new Set<string>();
  const asking = new Proxy<Record<string, Value>>(
    {},
    { get: (_, name) => void asked.add(String(name)) },
  );
  for (const { label } of NODE_TYPES) label(asking);
  return asked;
}

/** A process's parent and program. */
export function relatives(view: GraphView, node: NodeId): HitNode[] {
  if (typeOf(node) !== 'process') return [];
  const parent = first(view, node, 'parent');
  const program = first(view, node, 'executable');
  return [
    ...(parent === undefined ? [] : [named(view, 'parent', parent)]),
    ...(program === undefined ? [] : [named(view, 'program', program)]),
  ];
}

/**
 * What the node is joined to by edges first seen at the time of the match: what its record names.
 * By time and not by evidence, which depends on how records are numbered.
 */
function others(view: GraphView, node: NodeId, time: number, known: readonly HitNode[]): HitNode[] {
  const type = typeOf(node);
  if (type === 'asset') return [];
  const found = new Map<NodeId, HitNode>();
  for (const { name, from, to } of EDGE_TYPES) {
    if (from !== type || to === 'asset' || to === 'user' || to === 'logon_session') continue;
    if (name === 'children' || name === 'executable' || name === 'executable_hash') continue;
    for (const id of view.joinedAt(node, name, time, MAX_NEIGHBOURS)) {
      found.set(id, named(view, to, id));
    }
  }
  const taken = new Set<NodeId>([node, ...known.map(({ id }) => id)]);
  return [...found.values()]
    .filter(({ id }) => !taken.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, MAX_OTHERS);
}

/** The lenses of the host and of the account that a node belongs to. */
export function lensesOf(view: GraphView, node: NodeId): HitLens[] {
  const asset = assetOf(view, node);
  const user = userOf(view, node);
  const account = user === undefined ? undefined : lensOn(view, user);
  return [
    ...(asset === undefined ? [] : [lensOn(view, asset)]),
    ...(account === undefined || isSystemAccount(account) ? [] : [account]),
  ];
}

/** Whether an account is one that runs whatever the system runs. */
export function isSystemAccount({ name }: HitLens): boolean {
  return SYSTEM_ACCOUNT.test(name);
}

/** The asset that a node belongs to, by its type's own edge or by one that leads to it. */
export function assetOf(view: GraphView, node: NodeId): NodeId | undefined {
  const type = typeOf(node);
  if (type === 'asset') return node;
  const { identity } = nodeType(type);
  if (identity.kind === 'session') return first(view, node, identity.asset);
  for (const { to, reverse } of FROM_ASSET) {
    const asset = to === type ? first(view, node, reverse) : undefined;
    if (asset !== undefined) return asset;
  }
  return undefined;
}

/** The account that a process runs as, or a logon session is of. */
export function userOf(view: GraphView, node: NodeId): NodeId | undefined {
  const type = typeOf(node);
  if (type === 'process') return first(view, node, 'run_as');
  return type === 'logon_session' ? first(view, node, 'session_user') : undefined;
}

/** The neighbour over an edge that should lead to one: of several the earliest, then the least id. */
function first(view: GraphView, node: NodeId, edge: string): NodeId | undefined {
  let best: { readonly node: NodeId; readonly first: number } | undefined;
  for (const next of view.neighbours(node, edge, { limit: MAX_NEIGHBOURS })) {
    const isBetter =
      best === undefined ||
      next.first < best.first ||
      (next.first === best.first && next.node < best.node);
    if (isBetter) best = next;
  }
  return best?.node;
}

/** A node as a hit names it. */
export function named(view: GraphView, name: string, id: NodeId): HitNode {
  return { name, id, type: typeOf(id), label: labelOf(view, id) };
}

/** A node as an entity that a hit counts for. */
export function lensOn(view: GraphView, id: NodeId): HitLens {
  return { id, type: typeOf(id), name: labelOf(view, id) };
}

function typeOf(id: NodeId): string {
  return nodeTypeOfCode(refType(id)).name;
}

function labelOf(view: GraphView, id: NodeId): string {
  return nodeTypeOfCode(refType(id)).label(view.properties(id));
}

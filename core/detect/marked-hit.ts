import type { NodeId } from '../graph/id.ts';
import type { GraphView } from '../graph/view.ts';
import type { Hit, HitLens, HitNode, Mark } from './hit.ts';
import { assetOf, isSystemAccount, lensOn, named, relatives, userOf } from './rule-hits.ts';

/** Nodes that the hit of a correlation names. */
const MAX_NODES = 16;

/** How the names of the accounts end that are hosts: these have a lens already. */
const MACHINE_ACCOUNT = '$';

/**
 * What a mark is as a hit of its shard, by the graph as it is: the nodes that its matches are about,
 * and for a single process its parent and program; the accounts that they name; and as lenses the
 * hosts, and the account that is the same in all of them.
 */
export function markedHit(view: GraphView, mark: Mark): Hit {
  const subjects = unique(mark.subjects.map(({ ref, time }) => view.resolve(ref, time)));
  const matched = subjects.map((id) => named(view, 'match', id));
  const [only] = subjects;
  const around = only === undefined || subjects.length > 1 ? [] : relatives(view, only);
  const users = mark.users.map(({ ref, time }) => {
    return { id: view.resolve(ref, time), isShared: mark.shared.includes(ref) };
  });
  const shared = users.flatMap(({ id, isShared }) => (isShared ? id : []));
  const accounts = subjects.map((id) => userOf(view, id));
  const [account] = accounts;
  const isOneAccount = account !== undefined && accounts.every((one) => one === account);
  const oneAccount = isOneAccount ? [account] : [];
  return {
    id: mark.id,
    analyzer: mark.analyzer,
    title: mark.title,
    nodes: distinctNodes([
      ...matched,
      ...around,
      ...unique([...users.map(({ id }) => id), ...oneAccount]).map((id) => named(view, 'user', id)),
    ]),
    lenses: [
      ...unique(subjects.flatMap((id) => assetOf(view, id) ?? [])).map((id) => lensOn(view, id)),
      ...unique([...shared, ...oneAccount])
        .map((id) => lensOn(view, id))
        .filter((lens) => !isSystemAccount(lens) && !lens.name.endsWith(MACHINE_ACCOUNT)),
    ],
    time: mark.time,
    evidence: mark.evidence,
    mark,
  };
}

/**
 * The hit of a correlation that the shares of several shards make: their nodes and hosts, and the
 * accounts that all of them count for. A function of the set of shares.
 */
export function joinMarks(shares: readonly Hit[]): readonly Hit[] {
  const parts = shares
    .filter((hit): hit is Hit & { readonly mark: Mark } => hit.mark !== undefined)
    .sort((a, b) => firstTime(a.mark) - firstTime(b.mark) || (a.id < b.id ? -1 : 1));
  const [first] = parts;
  if (first === undefined) return [];
  const lenses = parts.flatMap((part) => part.lenses);
  const isInAll = ({ id }: HitLens): boolean =>
    parts.every((part) => part.lenses.some((lens) => lens.id === id));
  const hosts = lenses.filter(({ type }) => type === 'asset');
  const others = lenses.filter((lens) => lens.type !== 'asset' && isInAll(lens));
  const nodes = parts.flatMap((part) => part.nodes);
  const { mark, analyzer, title, time } = first;
  return [
    {
      id: mark.episode,
      analyzer,
      title,
      nodes: distinctNodes([
        ...nodes.filter(({ name }) => name === 'match'),
        ...nodes.filter(({ name }) => name !== 'match'),
      ]),
      lenses: [...distinctLenses(hosts), ...distinctLenses(others)],
      time,
      evidence: parts
        .flatMap(({ evidence }) => evidence)
        .sort(
          (a, b) => (a.time ?? 0) - (b.time ?? 0) || a.upload - b.upload || a.record - b.record,
        ),
    },
  ];
}

function firstTime({ subjects }: Mark): number {
  return subjects[0]?.time ?? 0;
}

function unique(ids: readonly NodeId[]): readonly NodeId[] {
  return [...new Set(ids)];
}

/** One of each node; each shard has its own name for it, and the least of them counts. */
function distinctNodes(nodes: readonly HitNode[]): readonly HitNode[] {
  const byId = new Map<NodeId, HitNode>();
  for (const node of nodes) {
    const known = byId.get(node.id);
    if (known === undefined) byId.set(node.id, node);
    else if (node.label < known.label) byId.set(node.id, { ...known, label: node.label });
  }
  return [...byId.values()].slice(0, MAX_NODES);
}

function distinctLenses(lenses: readonly HitLens[]): readonly HitLens[] {
  const byId = new Map<NodeId, HitLens>();
  for (const lens of lenses) {
    const known = byId.get(lens.id);
    if (known === undefined || lens.name < known.name) byId.set(lens.id, lens);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

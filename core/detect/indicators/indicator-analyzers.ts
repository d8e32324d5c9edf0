import type { IndicatorKind } from '../../contract/indicators.ts';
import { parseAnalyzer } from '../analyzer.ts';
import type { Analyzer } from '../analyzer.ts';
import type { Hit } from '../hit.ts';
import type { GraphView } from '../../graph/view.ts';
import type { NodeCondition } from '../condition.ts';
import { inNetwork, readNetwork } from '../sigma/language/cidr.ts';
import type { Network } from '../sigma/language/cidr.ts';
import type { Indicator } from './indicator.ts';

/** What a list is called, and what its hits are worth. */
export interface ListTerms {
  readonly id: string;
  readonly name: string;
  readonly risk: number;
  /** Whether what is below a listed domain is met as the domain itself. */
  readonly hasSubdomains?: boolean | undefined;
}

/** How a node that a list may name is met: by what, over which edges. */
interface Shape {
  /** The kinds of indicators that the property is. */
  readonly kinds: readonly IndicatorKind[];
  readonly type: string;
  readonly property: string;
  readonly by: string;
  readonly edges: readonly string[];
  /** Whose lens counts, beside that of what the list names. */
  readonly lens: 'asset' | 'by' | undefined;
}

const ADDRESS: readonly IndicatorKind[] = ['address', 'network'];

/** Where each kind of indicator stands in the graph, and who met it there. */
const SHAPES: readonly Shape[] = [
  shape(ADDRESS, 'address', 'ip', 'process', ['connected_to', 'accepted_from'], 'asset'),
  shape(ADDRESS, 'address', 'ip', 'logon_session', ['logon_from'], 'asset'),
  shape(ADDRESS, 'address', 'ip', 'asset', ['refused'], 'asset'),
  shape(ADDRESS, 'address', 'ip', 'user', ['seen_at'], 'by'),
  shape(ADDRESS, 'address', 'ip', 'principal', ['principal_from'], 'by'),
  shape(ADDRESS, 'address', 'ip', 'connection', ['source', 'destination'], undefined),
  shape(ADDRESS, 'address', 'ip', 'socket', ['contacted_from'], undefined),
  shape(ADDRESS, 'socket', 'ip', 'address', ['contacted'], undefined),
  shape(['domain'], 'domain', 'name', 'process', ['resolved'], 'asset'),
  shape(['domain'], 'domain', 'name', 'asset', ['resolved_domains'], 'asset'),
  shape(['domain'], 'domain', 'name', 'connection', ['reached_domain'], undefined),
  shape(['domain'], 'domain', 'name', 'address', ['asked_for'], undefined),
  shape(['url'], 'url', 'url', 'asset', ['fetched'], 'asset'),
  shape(['url'], 'url', 'url', 'address', ['fetched_urls'], undefined),
  ...(['sha256', 'sha1', 'md5'] as const).flatMap((hash) => [
    shape([hash], 'file_hash', hash, 'process', ['executable_hash'], 'asset'),
    shape([hash], 'file_hash', hash, 'file', ['content_hash'], 'asset'),
    shape([hash], 'file_hash', hash, 'connection', ['carried'], undefined),
  ]),
];

/** Analyzers of lists have ids that begin so; no other may. */
const PREFIX = 'indicator-';

/** Whether an id is kept for lists of indicators. */
export function isIndicatorId(id: string): boolean {
  return id.startsWith(PREFIX);
}

/** The properties of nodes that indicators of a kind are looked up by. */
export function propertiesOf(kind: IndicatorKind): readonly string[] {
  const own = SHAPES.filter(({ kinds }) => kinds.includes(kind));
  return [...new Set(own.map(({ property }) => property))];
}

/** Labels of a domain that are looked at: a name has at most 127. */
const MAX_LABELS = 127;

/** The values of a list by property, and until when each counts. */
export class IndicatorValues {
  readonly #expires = new Map<string, number>();
  readonly #values = new Map<IndicatorKind, Set<string>>();
  readonly #texts = new Map<string, ReadonlySet<string>>();
  readonly #networks: readonly { readonly network: Network; readonly expires: number }[];

  readonly #hasSubdomains: boolean;

  /** @param hasSubdomains whether what is below a listed domain counts as the domain itself */
  constructor(indicators: readonly Indicator[], hasSubdomains = false) {
    this.#hasSubdomains = hasSubdomains;
    const networks: { network: Network; expires: number }[] = [];
    for (const { kind, value, expires = Number.POSITIVE_INFINITY } of indicators) {
      if (kind === 'network') {
        const network = readNetwork(value);
        if (network !== undefined) networks.push({ network, expires });
        continue;
      }
      const known = this.#values.get(kind);
      if (known === undefined) this.#values.set(kind, new Set([value]));
      else known.add(value);
      if (Number.isFinite(expires)) this.#expires.set(`${kind} ${value}`, expires);
    }
    this.#networks = networks;
  }

  /** Whether values of a kind are found by what they equal, and not only by looking at each. */
  isExact(kinds: readonly IndicatorKind[]): boolean {
    const hasNetworks = kinds.includes('network') && this.hasAny(['network']);
    return !hasNetworks && !(kinds.includes('domain') && this.#hasSubdomains);
  }

  /** Whether there is any indicator of these kinds. */
  hasAny(kinds: readonly IndicatorKind[]): boolean {
    return kinds.some((kind) =>
      kind === 'network' ? this.#networks.length > 0 : this.#values.has(kind),
    );
  }

  /** Until when a value is bad, ms of event time; undefined when it is not on the list. */
  endOf(kinds: readonly IndicatorKind[], value: string): number | undefined {
    let latest: number | undefined;
    for (const kind of kinds) {
      const end = this.#endOfKind(kind, value);
      if (end !== undefined) latest = Math.max(latest ?? end, end);
    }
    return latest;
  }

  /** The values of kinds in lower case: one set, however many analyzers ask for it. */
  textsOf(kinds: readonly IndicatorKind[]): ReadonlySet<string> {
    const key = kinds.join();
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const texts = new Set<string>();
    for (const kind of kinds) {
      for (const value of this.#values.get(kind) ?? []) texts.add(value.toLowerCase());
    }
    this.#texts.set(key, texts);
    return texts;
  }

  #endOfKind(kind: IndicatorKind, value: string): number | undefined {
    if (kind === 'network') return this.#endInNetworks(value);
    return kind === 'domain' && this.#hasSubdomains
      ? this.#endAbove(value)
      : this.#endOf(kind, value);
  }

  /** Of a domain and of all that it is below: the latest end. */
  #endAbove(domain: string): number | undefined {
    let latest: number | undefined;
    let name = domain.toLowerCase();
    for (let label = 0; label < MAX_LABELS; label += 1) {
      const end = this.#endOf('domain', name);
      if (end !== undefined) latest = Math.max(latest ?? end, end);
      const dot = name.indexOf('.');
      if (dot < 0) break;
      name = name.slice(dot + 1);
    }
    return latest;
  }

  #endOf(kind: IndicatorKind, value: string): number | undefined {
    if (this.#values.get(kind)?.has(value) !== true) return undefined;
    return this.#expires.get(`${kind} ${value}`) ?? Number.POSITIVE_INFINITY;
  }

  #endInNetworks(value: string): number | undefined {
    if (this.#networks.length === 0) return undefined;
    const address = readNetwork(value);
    if (address === undefined) return undefined;
    const own = { bits: address.bits, value: address.first };
    const ends = this.#networks.filter(({ network }) => inNetwork(own, network));
    return ends.length === 0 ? undefined : Math.max(...ends.map(({ expires }) => expires));
  }
}

/** An analyzer of a list. */
export interface IndicatorAnalyzer {
  readonly analyzer: Analyzer;
  /** The property of the node `found` that is on the list. */
  readonly property: string;
  /** Until when a value of it counts, ms of event time; undefined when it is not on the list. */
  readonly endOf: (value: string) => number | undefined;
}

/**
 * The analyzers that a list of indicators is: a pattern for each way in which what it names can be
 * met. So hits of indicators are found, withdrawn, scored and explained as all others are.
 */
export function indicatorAnalyzers(
  list: ListTerms,
  values: IndicatorValues,
): readonly IndicatorAnalyzer[] {
  return SHAPES.filter(({ kinds }) => values.hasAny(kinds)).map((one) => {
    const { kinds, property } = one;
    const analyzer = withCondition(analyzerOf(list, one), conditionOf(one, values));
    return {
      analyzer: { ...analyzer, kind: 'indicator' },
      property,
      endOf: (value) => values.endOf(kinds, value),
    };
  });
}

/**
 * Whether a hit is of a time after which its indicator counts no more: a function of the list, the
 * graph and event time, not of a clock, so that the same records give the same hits whenever they
 * come (law 2).
 */
export function isExpired(
  view: GraphView,
  { property, endOf }: IndicatorAnalyzer,
  hit: Hit,
): boolean {
  const found = hit.nodes.find(({ name }) => name === 'found');
  const values = found === undefined ? [] : view.propertySightings(found.id, property);
  const ends = values.flatMap(({ object }) => endOf(String(object)) ?? []);
  return ends.length > 0 && hit.time > Math.max(...ends);
}

function shape(
  kinds: readonly IndicatorKind[],
  type: string,
  property: string,
  by: string,
  edges: readonly string[],
  lens: Shape['lens'],
): Shape {
  return { kinds, type, property, by, edges, lens };
}

function analyzerOf(
  { id, name, risk: full }: ListTerms,
  { type, property, by, edges, lens }: Shape,
): Analyzer {
  // A host's own record of it says who did it; what a sensor between hosts saw counts half beside.
  const isTraffic = lens === undefined;
  const risk = isTraffic ? Math.round(full / 2) : full;
  const read = parseAnalyzer(
    JSON.stringify({
      id: `${PREFIX}${id}-${wordOf(type)}-${property}-${wordOf(by)}`,
      title: `{found.${property}} is on the list ${name}${isTraffic ? ', in traffic' : ''}`,
      description: `What the list ${name} says is bad was met.`,
      risk,
      level: levelOf(risk),
      techniques: [],
      false_positives: ['What was bad once, and has another owner now.'],
      lens: [...(lens === undefined ? [] : [lens]), 'found'],
      nodes: { by: { type: by }, found: { type, where: { [`${property}|exists`]: true } } },
      edges: [['by', edges, 'found']],
    }),
  );
  if (!read.ok) throw new Error(`a list makes no analyzer: ${JSON.stringify(read.faults)}`);
  const what = `${WORDS[type] ?? type} on the list ${name}`;
  return { ...read.analyzer, title: isTraffic ? `${what}, in traffic` : what };
}

/** A name of the schema as a part of an id. */
function wordOf(text: string): string {
  return text.replaceAll('_', '-');
}

const WORDS: Readonly<Record<string, string>> = {
  address: 'Address',
  socket: 'Address',
  domain: 'Domain',
  url: 'URL',
  file_hash: 'File',
};

function levelOf(risk: number): string {
  if (risk >= 80) return 'critical';
  if (risk >= 50) return 'high';
  if (risk >= 25) return 'medium';
  return risk > 0 ? 'low' : 'informational';
}

function conditionOf({ kinds, property }: Shape, values: IndicatorValues): NodeCondition {
  const isExact = values.isExact(kinds);
  return {
    properties: new Set([property]),
    // Networks, and what is below a domain, are no texts to look up: there each new value is tested.
    anchor: isExact ? { property, kind: 'equals', texts: values.textsOf(kinds) } : undefined,
    // It is never compiled from this: it says only that it asks for something.
    expression: { kind: 'test', field: property, match: { kind: 'exists' } },
    holds: (read) => read(property).some(({ text }) => values.endOf(kinds, text) !== undefined),
  };
}

/** The analyzer with another condition on the node `found`, wherever that stands. */
function withCondition(analyzer: Analyzer, condition: NodeCondition): Analyzer {
  const replace = <T extends { readonly name: string; readonly condition: NodeCondition }>(
    nodes: readonly T[],
  ): T[] => nodes.map((node) => (node.name === 'found' ? { ...node, condition } : node));
  return {
    ...analyzer,
    nodes: replace(analyzer.nodes),
    parts: analyzer.parts.map((part) => ({ ...part, nodes: replace(part.nodes) })),
  };
}

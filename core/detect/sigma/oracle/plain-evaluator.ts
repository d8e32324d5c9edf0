import { readAddress, readNetwork, inNetwork } from '../language/cidr.ts';
import { compare, numberOf, timePartOf } from '../language/number-value.ts';
import { routeOf } from '../log-sources.ts';
import type { Route } from '../log-sources.ts';
import { canonicalField } from '../record.ts';
import type { SigmaRecord } from '../record.ts';
import { ANY, ONE } from '../rule.ts';
import type {
  EventRule,
  Expression,
  FieldRefMatch,
  Match,
  Pattern,
  Test,
  TextMatch,
} from '../rule.ts';

type Scalar = string | number | boolean;

/**
 * Whether a rule matches a record, said as plainly as the specification says it: no indexes, no
 * memory, no shared work. Tests hold the engine against it. Regular expressions go through the
 * platform's, so a hostile one takes the time it takes: not for production.
 */
export function matchesPlainly(rule: EventRule, record: SigmaRecord): boolean {
  if (rule.missingLists !== undefined) return false;
  const route = routeOf(rule.logSource, {
    product: record.product?.toLowerCase() ?? '',
    category: record.category?.toLowerCase() ?? '',
    service: record.service?.toLowerCase() ?? '',
    channel: record.channel?.toLowerCase() ?? '',
    eventId: record.eventId ?? '',
  });
  if (route === undefined) return false;
  if (route.where !== undefined && !holds(route.where, record, route)) return false;
  return holds(rule.when, record, route);
}

function holds(expression: Expression, record: SigmaRecord, route: Route): boolean {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'and':
      return expression.items.every((item) => holds(item, record, route));
    case 'or':
      return expression.items.some((item) => holds(item, record, route));
    case 'not':
      return !holds(expression.item, record, route);
    case 'test':
      return testHolds(expression, record, route);
  }
}

function testHolds({ field, match }: Test, record: SigmaRecord, route: Route): boolean {
  if (field === undefined) {
    return [...Object.values(record.fields), ...Object.values(record.system ?? {})]
      .flatMap(scalars)
      .some((value) => matchesValue(match, value));
  }
  const value = read(record, field, route);
  const isAbsent =
    value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
  if (match.kind === 'exists') return !isAbsent;
  if (match.kind === 'null') return isAbsent || value === null;
  if (match.kind === 'fieldref') {
    const others = scalars(read(record, match.field, route));
    return scalars(value).some((one) =>
      others.some((other) => refers(match, String(one), String(other))),
    );
  }
  return scalars(value).some((one) => matchesValue(match, one));
}

function read(record: SigmaRecord, field: string, route: Route): unknown {
  const name = canonicalField(field);
  if (name === 'eventid' && record.eventId !== undefined) return record.eventId;
  if (name === 'channel' && record.channel !== undefined) return record.channel;
  const mapped = route.fields?.[name];
  const names = mapped === undefined ? [name] : [mapped, name];
  for (const wanted of names) {
    const found = Object.keys(record.fields).findLast((key) => canonicalField(key) === wanted);
    if (found !== undefined) return record.fields[found];
  }
  for (const [key, value] of Object.entries(record.system ?? {})) {
    if (names.includes(canonicalField(key))) return value;
  }
  return undefined;
}

function scalars(value: unknown): readonly Scalar[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter(
    (one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean',
  );
}

function matchesValue(match: Match, value: Scalar): boolean {
  switch (match.kind) {
    case 'equals':
    case 'startswith':
    case 'endswith':
    case 'contains':
    case 'glob':
      return asRegExp(match).test(
        match.cased === true ? String(value) : String(value).toLowerCase(),
      );
    case 'regex':
      return platformRegex(match.source, match.flags).test(String(value));
    case 'number': {
      const found = match.part === undefined ? numberOf(value) : timePartOf(value, match.part);
      return found !== undefined && compare(found, match.comparison, match.number);
    }
    case 'cidr': {
      const address = readAddress(String(value));
      const network = readNetwork(match.network);
      return address !== undefined && network !== undefined && inNetwork(address, network);
    }
    default:
      return match.kind === 'exists';
  }
}

function refers(match: FieldRefMatch, value: string, other: string): boolean {
  const a = match.cased === true ? value : value.toLowerCase();
  const b = match.cased === true ? other : other.toLowerCase();
  if (match.position === 'equals') return a === b;
  if (match.position === 'startswith') return a.startsWith(b);
  return match.position === 'endswith' ? a.endsWith(b) : a.includes(b);
}

const patterns = new WeakMap<Match, RegExp>();

function asRegExp(match: TextMatch): RegExp {
  const known = patterns.get(match);
  if (known !== undefined) return known;
  const start = match.kind === 'equals' || match.kind === 'startswith' || match.kind === 'glob';
  const end = match.kind === 'equals' || match.kind === 'endswith' || match.kind === 'glob';
  const pattern: Pattern = match.kind === 'glob' ? match.pattern : [match.text];
  const body = pattern.map((piece) => {
    if (piece === ANY) return '[^]*';
    if (piece === ONE) return '[^]';
    const escaped = piece.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    return match.dash === true ? escaped.replaceAll('-', '[-/\u2013\u2014\u2015]') : escaped;
  });
  const made = new RegExp(`${start ? '^' : ''}${body.join('')}${end ? '$' : ''}`);
  patterns.set(match, made);
  return made;
}

const regexes = new Map<string, RegExp>();

/** PCRE's meaning of inline flags and of the dot, in the platform's expressions. */
function platformRegex(source: string, flags: string): RegExp {
  const key = `${flags}/${source}`;
  const known = regexes.get(key);
  if (known !== undefined) return known;
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const all = new Set([...flags, ...(inline?.[1] ?? '')]);
  const made = new RegExp(
    inline === null ? source : source.slice(inline[0].length),
    [...all].join(''),
  );
  regexes.set(key, made);
  return made;
}

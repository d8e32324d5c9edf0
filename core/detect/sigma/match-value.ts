import { inNetwork, readAddress, readNetwork } from './language/cidr.ts';
import type { Address, Network } from './language/cidr.ts';
import { compare, numberOf, timePartOf } from './language/number-value.ts';
import { foldDashes, matchesGlob } from './language/text-pattern.ts';
import { compileRegex } from './regex/regex.ts';
import type { Regex } from './regex/regex.ts';
import type { FieldRefMatch, Match } from './rule.ts';

/** One value in all the forms that matches ask for, each made when it is first needed. */
export class ValueForms {
  readonly raw: string | number | boolean;
  readonly text: string;
  #lower: string | undefined;
  #dash: string | undefined;
  #address: Address | undefined | null = null;

  constructor(raw: string | number | boolean) {
    this.raw = raw;
    this.text = typeof raw === 'string' ? raw : String(raw);
  }

  get lower(): string {
    return (this.#lower ??= this.text.toLowerCase());
  }

  get lowerDash(): string {
    return (this.#dash ??= foldDashes(this.lower));
  }

  get address(): Address | undefined {
    if (this.#address === null) this.#address = readAddress(this.text);
    return this.#address;
  }

  /** The text as a text match with these marks compares it. */
  folded(cased: boolean, dash: boolean): string {
    if (!dash) return cased ? this.text : this.lower;
    return cased ? foldDashes(this.text) : this.lowerDash;
  }
}

/** A test of one value that is there; null, absence and other fields are the caller's. */
export type ValueTest = (value: ValueForms) => boolean;

/** What a match means for one value. `null` and `fieldref` never hold here. */
export function valueTest(match: Match): ValueTest {
  switch (match.kind) {
    case 'equals':
    case 'startswith':
    case 'endswith':
    case 'contains': {
      const { text } = match;
      const cased = match.cased === true;
      const dash = match.dash === true;
      const method = TEXT_TESTS[match.kind];
      return (value) => method(value.folded(cased, dash), text);
    }
    case 'glob': {
      const { pattern } = match;
      const cased = match.cased === true;
      const dash = match.dash === true;
      return (value) => matchesGlob(value.folded(cased, dash), pattern);
    }
    case 'regex': {
      const regex = regexOf(match.source, match.flags);
      if (regex === undefined) return () => false;
      const { required } = regex;
      return ({ lower, text }) =>
        required.every((some) => some.some((one) => lower.includes(one))) && regex.test(text);
    }
    case 'number': {
      const { comparison, number, part } = match;
      return (value) => {
        const found = part === undefined ? numberOf(value.raw) : timePartOf(value.raw, part);
        return found !== undefined && compare(found, comparison, number);
      };
    }
    case 'cidr': {
      const network: Network | undefined = readNetwork(match.network);
      return ({ address }) =>
        network !== undefined && address !== undefined && inNetwork(address, network);
    }
    case 'exists':
      return () => true;
    case 'null':
    case 'fieldref':
      return () => false;
  }
}

/** Whether one value stands to another as a `fieldref` asks. */
export function matchesOther(match: FieldRefMatch, value: ValueForms, other: ValueForms): boolean {
  const cased = match.cased === true;
  return TEXT_TESTS[match.position](value.folded(cased, false), other.folded(cased, false));
}

const regexes = new Map<string, Regex | undefined>();

/** Compiled expressions kept; a rule set of thousands has some hundred. */
const MAX_REGEXES = 2000;

/** The compiled expression; the same one for the same source. Undefined for one that is refused. */
export function regexOf(source: string, flags: string): Regex | undefined {
  const key = `${flags}/${source}`;
  if (regexes.has(key)) return regexes.get(key);
  const compiled = compileRegex(source, flags);
  if (regexes.size >= MAX_REGEXES) regexes.clear();
  const regex = compiled.ok ? compiled.regex : undefined;
  regexes.set(key, regex);
  return regex;
}

const TEXT_TESTS = {
  equals: (value: string, text: string) => value === text,
  startswith: (value: string, text: string) => value.startsWith(text),
  endswith: (value: string, text: string) => value.endsWith(text),
  contains: (value: string, text: string) => value.includes(text),
} as const;

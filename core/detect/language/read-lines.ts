import type { CompareOperator } from '../shape.ts';

/** A place in a line of text, from 0, with what is wrong there. */
export interface LineFault {
  readonly offset: number;
  readonly message: string;
  readonly fix?: string | undefined;
}

/** A word of a line. */
export interface Word {
  readonly text: string;
  /** Where it stands in the line, from 0. */
  readonly offset: number;
}

/** `A before B within 5m`, or `A within 5m of B`. */
export interface OrderLine {
  readonly first: Word;
  readonly second: Word;
  readonly withinMs?: number | undefined;
  readonly isEitherWay: boolean;
}

/** `a.x not cased contains b.y`, or `a differs b`. */
export interface CompareLine {
  readonly left: Word;
  readonly right: Word;
  readonly operator: CompareOperator | 'differs';
  readonly negated: boolean;
  readonly cased: boolean;
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Facts are kept for a year unless a deployment says otherwise; a longer span is a mistake. */
const MAX_DURATION_MS = 366 * 86_400_000;

const OPERATORS: readonly CompareLine['operator'][] = [
  'equals',
  'contains',
  'startswith',
  'endswith',
  '<',
  '<=',
  '>',
  '>=',
  'differs',
];

const ORDER_FORM = 'write `A before B`, `A before B within 5m` or `A within 5m of B`';
const COMPARE_FORM = `write \`node.property OPERATOR node.property\`, the operator one of ${OPERATORS.join(', ')}`;

/** A duration such as `90s`, in ms; undefined when it is none, or longer than a year. */
export function readDuration(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const ms = Number(digits) * (UNITS[unit] ?? 0);
  return ms <= MAX_DURATION_MS ? ms : undefined;
}

/** Reads a line of `order`. */
export function readOrderLine(text: string): OrderLine | LineFault {
  const words = wordsOf(text);
  const [first, verb, third, fourth, fifth] = words;
  if (first === undefined || verb === undefined || third === undefined)
    return unreadable(ORDER_FORM);
  if (verb.text === 'before') {
    if (words.length === 3) return { first, second: third, isEitherWay: false };
    if (words.length !== 5 || fourth?.text !== 'within' || fifth === undefined) {
      return unreadable(ORDER_FORM);
    }
    return withDuration(fifth, (withinMs) => ({
      first,
      second: third,
      withinMs,
      isEitherWay: false,
    }));
  }
  if (verb.text === 'within' && words.length === 5 && fourth?.text === 'of' && fifth) {
    return withDuration(third, (withinMs) => ({
      first,
      second: fifth,
      withinMs,
      isEitherWay: true,
    }));
  }
  return unreadable(ORDER_FORM);
}

/** Reads a line of `compare`. */
export function readCompareLine(text: string): CompareLine | LineFault {
  const words = wordsOf(text);
  const [left, ...rest] = words;
  const marks = new Set<string>();
  while (rest[0]?.text === 'not' || rest[0]?.text === 'cased') marks.add(rest.shift()?.text ?? '');
  const [verb, right] = rest;
  if (left === undefined || verb === undefined || right === undefined || rest.length !== 2) {
    return unreadable(COMPARE_FORM);
  }
  const operator = OPERATORS.find((known) => known === verb.text);
  if (operator === undefined) {
    const message = `there is no operator \`${verb.text}\``;
    return { offset: verb.offset, message, fix: COMPARE_FORM };
  }
  return { left, right, operator, negated: marks.has('not'), cased: marks.has('cased') };
}

export function isLineFault(line: object): line is LineFault {
  return 'message' in line;
}

function withDuration<T>(word: Word, make: (ms: number) => T): T | LineFault {
  const ms = readDuration(word.text);
  if (ms !== undefined) return make(ms);
  const message = `\`${word.text}\` is no duration`;
  return { offset: word.offset, message, fix: 'write one such as 30s, 5m, 2h or 7d' };
}

function unreadable(fix: string): LineFault {
  return { offset: 0, message: 'this line cannot be read', fix };
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], offset: match.index }));
}

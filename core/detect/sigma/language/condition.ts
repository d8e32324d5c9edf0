import { closest } from '../../../yaml/fault.ts';
import type { FaultList } from '../../../yaml/fault.ts';
import type { Expression } from '../rule.ts';
import { legacyAdvice } from './legacy-aggregation.ts';
import { join } from './field-item.ts';

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Nesting of parentheses and `not`; no rule needs ten. */
const MAX_DEPTH = 64;

/**
 * Reads a condition over named selections (specification 2.1.0, "Condition"). From weakest to
 * strongest: `or`, `and`, `not`, `1 of`/`all of`, parentheses.
 *
 * @param at turns an offset into the condition into one into the document
 */
export function readCondition(
  text: string,
  selections: ReadonlyMap<string, Expression>,
  faults: FaultList,
  at: (offset: number) => number,
): Expression | undefined {
  const pipe = text.indexOf('|');
  if (pipe >= 0) {
    const { message, fix } = legacyAdvice(text.slice(pipe + 1));
    faults.add(at(pipe), message, fix);
    return undefined;
  }
  return new ConditionReader(text, selections, faults, at).read();
}

class ConditionReader {
  readonly #tokens: readonly Token[];
  readonly #selections: ReadonlyMap<string, Expression>;
  readonly #faults: FaultList;
  readonly #at: (offset: number) => number;
  readonly #end: number;
  #next = 0;
  #depth = 0;

  constructor(
    text: string,
    selections: ReadonlyMap<string, Expression>,
    faults: FaultList,
    at: (offset: number) => number,
  ) {
    this.#tokens = [...text.matchAll(/[()]|[^\s()]+/g)].map((found) => ({
      text: found[0],
      at: found.index,
    }));
    this.#selections = selections;
    this.#faults = faults;
    this.#at = at;
    this.#end = text.length;
  }

  read(): Expression | undefined {
    const expression = this.#or();
    const extra = this.#tokens[this.#next];
    if (expression !== undefined && extra !== undefined) {
      const fix = extra.text === ')' ? 'take it out' : 'join with `and` or `or`';
      return this.#fail(`\`${extra.text}\` is not expected here`, fix);
    }
    return expression;
  }

  #or(): Expression | undefined {
    return this.#chain('or', () => this.#chain('and', () => this.#not()));
  }

  #chain(word: 'and' | 'or', read: () => Expression | undefined): Expression | undefined {
    const items: Expression[] = [];
    do {
      const item = read();
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.#take(word));
    return join(word, items);
  }

  #not(): Expression | undefined {
    if (!this.#take('not')) return this.#operand();
    if (++this.#depth > MAX_DEPTH) return this.#fail('the condition is nested too deeply');
    const item = this.#not();
    this.#depth--;
    return item === undefined ? undefined : { kind: 'not', item };
  }

  #operand(): Expression | undefined {
    if (this.#take('(')) {
      if (++this.#depth > MAX_DEPTH) return this.#fail('the condition is nested too deeply');
      const inner = this.#or();
      this.#depth--;
      if (inner === undefined) return undefined;
      return this.#take(')') ? inner : this.#fail('a parenthesis is not closed', 'write `)`');
    }
    const token = this.#tokens[this.#next];
    if (token === undefined) return this.#fail('the condition ends too early', 'name a selection');
    const of = this.#tokens[this.#next + 1];
    if (of?.text.toLowerCase() === 'of') return this.#quantified(token.text);
    const selection = this.#selections.get(token.text);
    if (selection === undefined) return this.#unknown(token.text);
    this.#next++;
    return selection;
  }

  #quantified(quantity: string): Expression | undefined {
    const word = quantity.toLowerCase();
    if (word !== '1' && word !== 'all' && word !== 'any') {
      return this.#fail(`\`${quantity} of\` is not part of Sigma`, 'write `1 of` or `all of`');
    }
    this.#next += 2;
    const pattern = this.#tokens[this.#next];
    if (pattern === undefined)
      return this.#fail('`of` needs a pattern', 'write `them` or a pattern such as `selection*`');
    const names = [...this.#selections.keys()].filter((name) => matchesName(name, pattern.text));
    if (names.length === 0) {
      return this.#fail(
        `no selection is called \`${pattern.text}\``,
        `known are ${[...this.#selections.keys()].join(', ')}`,
      );
    }
    this.#next++;
    const items = names.flatMap((name) => this.#selections.get(name) ?? []);
    return join(word === 'all' ? 'and' : 'or', items);
  }

  #unknown(name: string): undefined {
    if (/^(and|or|\))$/i.test(name))
      return this.#fail(`\`${name}\` is not expected here`, 'name a selection');
    const near = closest(name, this.#selections.keys());
    const fix =
      near === undefined
        ? `known are ${[...this.#selections.keys()].join(', ')}`
        : `did you mean \`${near}\`?`;
    return this.#fail(`no selection is called \`${name}\``, fix);
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#next]?.text.toLowerCase() !== word) return false;
    this.#next++;
    return true;
  }

  #fail(message: string, fix?: string): undefined {
    this.#faults.add(this.#at(this.#tokens[this.#next]?.at ?? this.#end), message, fix);
    return undefined;
  }
}

/** `them` is every selection whose name does not start with an underscore; `*` is a wildcard. */
function matchesName(name: string, pattern: string): boolean {
  if (name.startsWith('_') && !pattern.startsWith('_')) return false;
  if (pattern.toLowerCase() === 'them') return true;
  const parts = pattern.split('*');
  const [head = '', ...rest] = parts;
  const tail = rest.pop();
  if (tail === undefined) return name === pattern;
  if (!name.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - tail.length >= at && name.endsWith(tail);
}

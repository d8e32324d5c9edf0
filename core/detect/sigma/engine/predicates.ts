import { canonicalField } from '../record.ts';
import type { Expression, Match, Test } from '../rule.ts';

/** Every distinct question of a rule set, each with a number; those of one field together. */
export class Predicates {
  readonly #ids = new Map<string, number>();
  readonly #matches: Match[] = [];
  readonly #byField = new Map<string, number[]>();

  readonly #byTest = new Map<Test, number>();

  /** Numbers every question of an expression. */
  addAll(expression: Expression): void {
    switch (expression.kind) {
      case 'constant':
        return;
      case 'test':
        this.idOf(expression);
        return;
      case 'not':
        return this.addAll(expression.item);
      default:
        for (const item of expression.items) this.addAll(item);
    }
  }

  /** The number of a question; those without a field are kept under ''. */
  idOf(test: Test): number {
    const known = this.#byTest.get(test);
    if (known !== undefined) return known;
    const id = this.#intern(test.field === undefined ? '' : canonicalField(test.field), test.match);
    this.#byTest.set(test, id);
    return id;
  }

  #intern(field: string, match: Match): number {
    const key = `${field}\0${keyOf(match)}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#matches.length;
    this.#ids.set(key, id);
    this.#matches.push(match);
    const ofField = this.#byField.get(field);
    if (ofField === undefined) this.#byField.set(field, [id]);
    else ofField.push(id);
    return id;
  }

  match(id: number): Match {
    return this.#matches[id] ?? { kind: 'null' };
  }

  ofField(field: string): readonly number[] {
    return this.#byField.get(field) ?? [];
  }
}

function keyOf(match: Match): string {
  switch (match.kind) {
    case 'equals':
    case 'startswith':
    case 'endswith':
    case 'contains':
      return `${match.kind}${match.cased === true ? 'c' : ''}${match.dash === true ? 'd' : ''}\0${match.text}`;
    default:
      return JSON.stringify(match);
  }
}

import type { NumberOperator, ValueComparison } from './shape.ts';
import { numberOf } from './sigma/language/number-value.ts';
import type { ValueForms } from './sigma/match-value.ts';

const TEXTS = {
  equals: (a: string, b: string) => a === b,
  contains: (a: string, b: string) => a.includes(b),
  startswith: (a: string, b: string) => a.startsWith(b),
  endswith: (a: string, b: string) => a.endsWith(b),
} as const;

const NUMBERS: Readonly<Record<NumberOperator, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Whether one value stands to another as a comparison says. Texts that are no numbers have no order. */
export function compareValues(
  { operator, negated, cased }: Pick<ValueComparison, 'operator' | 'negated' | 'cased'>,
  left: ValueForms,
  right: ValueForms,
): boolean {
  if (operator in NUMBERS) {
    const [a, b] = [numberOf(left.raw), numberOf(right.raw)];
    if (a === undefined || b === undefined) return false;
    return NUMBERS[operator as NumberOperator](a, b) !== negated;
  }
  const [a, b] = [left.folded(cased, false), right.folded(cased, false)];
  return TEXTS[operator as keyof typeof TEXTS](a, b) !== negated;
}

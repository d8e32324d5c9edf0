import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAnalyzer } from './analyzer.ts';
import { Numbering, compileParts } from './compile-part.ts';
import type { CompiledPart, NodeSlot } from './compile-part.ts';
import type { NodeCondition } from './condition.ts';
import { expressionTest } from './expression-test.ts';
import { NodeConditions, slotsOf } from './node-conditions.ts';
import { ValueForms } from './sigma/match-value.ts';
import { exampleAnalyzers } from './testing/example-analyzers.ts';

/** What the examples ask of no property: absence, numbers, other properties, several values. */
const OTHERS = ['name|exists: false', 'pid|gt: 4', 'command_line|fieldref|contains: image'].map(
  (where, index) => `
id: other-${index}
title: Other
description: Another condition.
risk: 1
level: low
techniques: []
lens: [asset]
nodes: { a: { type: process, where: { ${where}, matched_rules|exists: ${index === 0} } } }`,
);

function partsOf(sources: readonly string[]): CompiledPart[] {
  const numbering = new Numbering();
  return sources.flatMap((source) => {
    const read = parseAnalyzer(source);
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    return compileParts(read.analyzer, numbering);
  });
}

const PARTS = partsOf([...exampleAnalyzers(150), ...OTHERS]);
const SLOTS: readonly NodeSlot[] = PARTS.flatMap(slotsOf);

/** The texts that conditions ask for, whole and as parts of others. */
const texts = [...new Set(SLOTS.flatMap(({ condition }) => textsIn(condition.expression)))];
const text = fc
  .array(fc.constantFrom(...texts, '', 'x', 'C:\\Windows', ' '), { minLength: 1, maxLength: 3 })
  .map((pieces) => pieces.join(''))
  .filter((joined) => joined !== '');

const properties = fc.dictionary(
  fc.constantFrom(...new Set(SLOTS.flatMap(({ condition }) => [...condition.properties]))),
  fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 9 })),
);

test('decided together, conditions are what each says on its own', () => {
  const together = new NodeConditions(PARTS);
  fc.assert(
    fc.property(fc.constantFrom(...SLOTS.map(({ type }) => type)), properties, (type, values) => {
      const read = (property: string) =>
        [values[property] ?? []].flat().map((value) => new ValueForms(value));
      const alone = SLOTS.filter(
        (slot) => slot.type === type && expressionTest(slot.condition.expression)(read),
      );
      const found = together.fulfilledBy(type, values, read);
      expect([...new Set(found)].sort()).toEqual(
        [...new Set(alone.map(({ number }) => number))].sort(),
      );
      expect(found.length).toBe(new Set(found).size);
    }),
    { numRuns: 2_000 },
  );
});

test('conditions that no expression says are asked themselves, each of them', () => {
  const [part] = partsOf(OTHERS);
  const [node] = part?.shape.nodes ?? [];
  if (part === undefined || node === undefined) throw new Error('no part');
  const own = (name: string): NodeCondition => ({
    ...node.condition,
    holds: (read) => read('name').some(({ lower }) => lower === name),
  });
  const numbering = new Numbering();
  const slots = ['a', 'b'].map((name, slot): NodeSlot => {
    const condition = own(name);
    return { ...node, slot, condition, number: numbering.numberOf({ ...node, condition }) };
  });
  const conditions = new NodeConditions([{ ...part, shape: { ...part.shape, nodes: slots } }]);
  expect(conditions.fulfilledBy('process', {}, readsB)).toEqual([slots[1]?.number]);
});

function readsB(): readonly ValueForms[] {
  return [new ValueForms('b')];
}

function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsIn(inner),
  );
}

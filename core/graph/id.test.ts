import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baseRef, isNodeId, isPseudoKey, nodeRef, pseudoKeyRef, refType } from './id.ts';

test('parts cannot run into each other', () => {
  expect(nodeRef(1, ['ab', 'c'])).not.toBe(nodeRef(1, ['a', 'bc']));
  expect(nodeRef(1, ['a|1:b'])).not.toBe(nodeRef(1, ['a', 'b']));
  expect(nodeRef(1, ['a', ''])).not.toBe(nodeRef(1, ['a']));
});

test('two lists of parts have one reference only when they are equal', () => {
  const parts = fc.array(fc.string({ unit: fc.constantFrom('a', '|', ':', '1', '2') }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(nodeRef(1, a) === nodeRef(1, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test('a reference tells its type, and whether it is a pseudo-key', () => {
  for (const code of [1, 7, 127]) {
    expect(refType(nodeRef(code, ['x']))).toBe(code);
    expect(refType(pseudoKeyRef(code, ['x']))).toBe(code);
    expect(isPseudoKey(nodeRef(code, ['x']))).toBe(false);
    expect(isPseudoKey(pseudoKeyRef(code, ['x']))).toBe(true);
  }
});

test('node ids are told from other text', () => {
  const key = pseudoKeyRef(2, ['host', 4]);
  const alias = pseudoKeyRef(7, ['sid', 'S-1-5-21-1']);
  for (const id of [nodeRef(1, ['x']), alias, `${key}@1563991514463`, `${key}@u`, `${key}@u12`]) {
    expect(isNodeId(id), id).toBe(true);
  }
  for (const text of ['', 'x', `${nodeRef(1, ['x'])}@12`, `${key}@`, `${key}@1'--`, `${key}@ux`]) {
    expect(isNodeId(text), text).toBe(false);
  }
  expect(baseRef(`${key}@12` as never)).toBe(key);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Exception, ExceptionRequest } from '../contract/exceptions.ts';
import type { Hit } from '../detect/hit.ts';
import type { NodeId } from '../graph/id.ts';
import { compileException, splitHits } from './exceptions.ts';
import type { CompiledException } from './exceptions.ts';

const LENS = 'lens' as NodeId;

function hit(id: string, analyzer: string, label: string, name = 'WS-1'): Hit {
  return {
    id,
    analyzer,
    title: '',
    nodes: [{ name: 'parent', id: id as NodeId, type: 'process', label }],
    lenses: [{ id: LENS, type: 'asset', name }],
    time: 0,
    evidence: [],
  };
}

function compiled(more: Partial<Exception & ExceptionRequest>): CompiledException {
  const base = { id: 'e', analyzer: 'a', where: {}, reason: 'r', by: 'b', at: 0 };
  const read = compileException({ ...base, ...more });
  if ('message' in read) throw new Error(read.message);
  return read;
}

const kept = (exception: Partial<Exception>, ...hits: Hit[]) =>
  splitHits(hits, LENS, [compiled(exception)], 1000).counting.map(({ id }) => id);

test('it covers hits of its analyzer that are as it says, by Sigma’s modifiers', () => {
  const hits = [
    hit('1', 'a', 'agent.exe (3)'),
    hit('2', 'a', 'word.exe'),
    hit('3', 'b', 'agent.exe'),
  ];
  expect(kept({ where: { 'parent|startswith': 'Agent.EXE' } }, ...hits)).toEqual(['2', '3']);
  expect(kept({ where: { 'process|re': '^word\\.' } }, ...hits)).toEqual(['1', '3']);
  expect(kept({ where: { parent: ['word.exe', 'agent*'] } }, ...hits)).toEqual(['3']);
  expect(kept({ where: { child: 'x' } }, ...hits)).toEqual(['1', '2', '3']);
});

test('a lens is meant by a pattern of its name', () => {
  const hits = [hit('1', 'a', 'x', 'WS-1'), hit('2', 'a', 'x', 'SRV-1')];
  expect(kept({ lens: 'ws-?' }, ...hits)).toEqual(['2']);
});

test('what has ended keeps nothing out', () => {
  expect(kept({ until: 1000 }, hit('1', 'a', 'x'))).toEqual(['1']);
  expect(kept({ until: 1001 }, hit('1', 'a', 'x'))).toEqual([]);
});

test('names of objects are fields like any other', () => {
  const where = JSON.parse('{"__proto__": "x", "constructor|contains": "y"}') as Exception['where'];
  expect(kept({ where }, hit('1', 'a', 'x'))).toEqual(['1']);
});

test('no hit is lost or counted twice, whatever the exceptions and the order of the hits', () => {
  const hits = fc.uniqueArray(
    fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y'), fc.nat(99)),
    { selector: ([, , id]) => id },
  );
  const exceptions = fc.array(
    fc.record({ analyzer: fc.constantFrom('a', 'b'), parent: fc.constantFrom('x', 'y') }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(hits, exceptions, (drawn, drafts) => {
      const all = drawn.map(([analyzer, label, id]) => hit(String(id), analyzer, label));
      const read = drafts.map(({ analyzer, parent }, index) =>
        compiled({ id: String(index), analyzer, where: { parent } }),
      );
      const { counting, excepted } = splitHits(all, LENS, read, 0);
      const out = [...excepted.values()].flat();
      expect([...counting, ...out].map(({ id }) => id).sort()).toEqual(
        all.map(({ id }) => id).sort(),
      );
      const again = splitHits(all.toReversed(), LENS, read, 0).counting;
      expect(again.map(({ id }) => id).sort()).toEqual(counting.map(({ id }) => id).sort());
    }),
  );
});

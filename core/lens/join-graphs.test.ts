import { expect, test } from 'vitest';
import type { Graph } from '../contract/lenses.ts';
import { joinGraphs, trimFanOut, withoutPopular } from './join-graphs.ts';

const EVIDENCE = { upload: 1, record: 1 };

function graphOf(triples: readonly (readonly [from: string, name: string, to: string])[]): Graph {
  const ids = new Set(triples.flatMap(([from, , to]) => [from, to]));
  return {
    nodes: [...ids].map((id) => ({
      id,
      type: id.startsWith('host') ? 'asset' : 'process',
      label: id,
      risk: 0,
      hitBy: [],
      context: true,
      first: 0,
      last: 0,
      properties: {},
    })),
    edges: triples.map(([from, name, to]) => {
      return { from, name, to, verb: name, first: 0, last: 0, evidence: EVIDENCE };
    }),
    omitted: 0,
  };
}

const idsOf = ({ nodes }: Graph): string[] => nodes.map(({ id }) => id).sort();

const beyond = graphOf([
  ['browser', 'connected_to', 'everybody'],
  ['service 1', 'connected_to', 'everybody'],
  ['service 2', 'connected_to', 'everybody'],
  ['service 3', 'connected_to', 'everybody'],
  ['service 1', 'runs_on', 'host 1'],
  ['dropper', 'connected_to', 'attacker'],
  ['copy', 'connected_to', 'attacker'],
  ['copy', 'runs_on', 'host 2'],
]);
const known = new Set(['browser', 'dropper', 'everybody', 'attacker']);

test('a node that many have to do with leads nowhere, and says how much is left out', () => {
  const without = withoutPopular(beyond, ['everybody', 'attacker'], known);
  const shown = trimFanOut(without, ['everybody', 'attacker'], 25);
  expect(idsOf(shown)).toEqual(['attacker', 'browser', 'copy', 'dropper', 'everybody', 'host 2']);
  expect(shown.omitted).toBe(3);
});

test('a node that hits name is followed, however many there are', () => {
  const shown = trimFanOut(withoutPopular(beyond, ['attacker'], known), ['everybody'], 25);
  expect(idsOf(shown)).toContain('service 3');
  expect(withoutPopular(beyond, [], known)).toBe(beyond);
});

test('which shard answered first makes no difference', () => {
  const parts = [beyond, graphOf([['other', 'connected_to', 'attacker']])];
  const [one, other] = [parts, parts.toReversed()].map((some) =>
    withoutPopular(joinGraphs(some), ['everybody', 'attacker'], known),
  );
  expect(idsOf(one ?? beyond)).toEqual(idsOf(other ?? beyond));
  expect(one?.omitted).toBe(other?.omitted);
});

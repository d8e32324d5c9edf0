import { beforeAll, describe, expect, test } from 'vitest';
import { readUpload } from '../parse/read-upload.ts';
import { sampleAttack } from '../sample/sample-attack.ts';
import { predicates } from '../schema/schema.ts';
import { MemoryStore } from './memory-store.ts';
import { findExactly, searchStep } from './search.ts';
import type { SearchPlace, SearchQuery } from './search.ts';
import { GraphView } from './view.ts';

let store: MemoryStore;
let view: GraphView;

beforeAll(() => {
  store = new MemoryStore(predicates);
  for (const { body } of sampleAttack(Date.UTC(2026, 0, 1))) {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    for (const facts of readUpload(bytes, 1).factsByAsset.values()) store.append(facts);
  }
  view = new GraphView(store);
});

/** What a search finds, as `type property=value on host`. */
function found(query: SearchQuery): string[] {
  const matches = [...findExactly(store, view, query)];
  let place: SearchPlace | undefined = { property: 0 };
  for (let steps = 0; place !== undefined; steps += 1) {
    expect(steps).toBeLessThan(100);
    const step = searchStep(store, view, query, place);
    matches.push(...step.matches);
    place = step.next;
  }
  return matches
    .flatMap(({ property, value, nodes }) =>
      nodes.map(({ type, on }) => `${type} ${property}=${value} ${on ?? ''}`.trim()),
    )
    .sort();
}

describe('a search', () => {
  test('finds a boundary node by its whole value', () => {
    expect(found({ text: '198.51.100.77' })).toEqual(
      expect.arrayContaining(['address ip=198.51.100.77']),
    );
  });

  test('finds sessions of both hosts, whatever the case', () => {
    const nodes = found({ text: 'SVCHOST.exe', type: 'process', property: 'name' });
    expect(new Set(nodes)).toEqual(
      new Set(['process name=svchost.exe SRV-FILES-02', 'process name=svchost.exe WS-FINANCE-07']),
    );
  });

  test('takes parts and patterns', () => {
    const part = found({ text: 'svchos', property: 'name' });
    const pattern = found({ text: 'SVC*.exe', property: 'name' });
    expect(part.length).toBeGreaterThan(0);
    expect(pattern).toEqual(part);
    expect(found({ text: 'svc*.dll', property: 'name' })).toEqual([]);
  });

  test('keeps to a type', () => {
    const all = found({ text: 'svchost.exe' });
    const files = found({ text: 'svchost.exe', type: 'file' });
    expect(files.length).toBeGreaterThan(0);
    expect(files.every((node) => node.startsWith('file '))).toBe(true);
    expect(all).toEqual(expect.arrayContaining(files));
    expect(all.length).toBeGreaterThan(files.length);
  });

  test('finds numbers as numbers', () => {
    const [pid] = store.values('pid').values;
    expect(found({ text: String(pid), property: 'pid' })[0]).toContain(`process pid=${pid}`);
    expect(found({ text: '4x', property: 'pid' })).toEqual([]);
  });

  test('finds nothing by what is no property', () => {
    expect(found({ text: 'svchost', property: '__proto__' })).toEqual([]);
  });
});

test('a value that very many nodes have is told with some of them', () => {
  const [match] = findExactly(store, view, { text: 'C:\\Windows\\System32\\cmd.exe' });
  expect(match?.nodes.length).toBeLessThanOrEqual(10);
});

test('the steps of a search are bounded, and together see every value', () => {
  const many = new MemoryStore(predicates);
  many.append(
    Array.from({ length: 5_000 }, (_, n) => ({
      subject: `05${n.toString(16).padStart(30, '0')}` as never,
      predicate: 'ip',
      object: `10.0.${n >> 8}.${n & 255}`,
      scope: 0,
      first: 1,
      last: 1,
      upload: 1,
      record: 1,
    })),
  );
  const query = { text: '10.0.19.*', type: 'address' };
  const graph = new GraphView(many);
  let place: SearchPlace | undefined = { property: 0 };
  const values = new Set<unknown>();
  let steps = 0;
  for (; place !== undefined; steps += 1) {
    const step = searchStep(many, graph, query, place);
    for (const { value } of step.matches) values.add(value);
    place = step.next;
  }
  expect(steps).toBeGreaterThanOrEqual(3);
  expect(values.size).toBe(5_000 - 19 * 256);
});

import { describe, expect, test } from 'vitest';
import { factsOf } from '../../graph/facts-of.ts';
import { ObservationBuilder } from '../../graph/observation.ts';
import { DryShard } from '../dry-run.ts';
import type { Indicator } from './indicator.ts';
import { IndicatorValues, indicatorAnalyzers, isExpired } from './indicator-analyzers.ts';
import { readIndicatorList } from './read-list.ts';

const SHA256 = 'ab'.repeat(32);

describe('a text of indicators', () => {
  test('is read a line each, with comments, and as what is written to be harmless', () => {
    const { indicators, refused, faults } = readIndicatorList(
      `# bad\n203.0.113.9 # why\nhxxps://bad[.]example/a?q=1\nBad.Example.\n198.51.100.0/24\n${SHA256.toUpperCase()}\n2001:DB8::1\n203.0.113.9\nwhat is this\n127.0.0.1\n0.0.0.0/0\n`,
    );
    expect(indicators).toEqual([
      { kind: 'address', value: '203.0.113.9' },
      { kind: 'url', value: 'https://bad.example/a' },
      { kind: 'domain', value: 'bad.example' },
      { kind: 'network', value: '198.51.100.0/24' },
      { kind: 'sha256', value: SHA256 },
      { kind: 'address', value: '2001:db8::1' },
    ]);
    expect(refused).toBe(3);
    expect(faults.map(({ line }) => line)).toEqual([9, 10, 11]);
  });

  test('is read as CSV, with ends; of two ends the later holds', () => {
    const { indicators } = readIndicatorList(
      'type,value,expires\nip,203.0.113.9,2026-02-01T00:00:00Z\nip,203.0.113.9,2026-03-01\ndomain,"bad.example",\n',
    );
    expect(indicators).toEqual([
      { kind: 'address', value: '203.0.113.9', expires: Date.UTC(2026, 2, 1) },
      { kind: 'domain', value: 'bad.example', expires: undefined },
    ]);
  });

  test('is read as a bundle of STIX 2.1', () => {
    const { indicators, faults } = readIndicatorList(
      JSON.stringify({
        type: 'bundle',
        objects: [
          indicator("[ipv4-addr:value = '203.0.113.9']", { valid_until: '2026-02-01T00:00:00Z' }),
          indicator(`[file:hashes.'SHA-256' = '${SHA256}'] OR [domain-name:value = 'bad.example']`),
          indicator("[url:value = 'https://bad.example/x'] AND [process:name = 'a']"),
          indicator("[domain-name:value = 'gone.example']", { revoked: true }),
          { type: 'malware', name: 'x' },
        ],
      }),
    );
    expect(indicators.map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'address 203.0.113.9',
      `sha256 ${SHA256}`,
      'domain bad.example',
    ]);
    expect(indicators[0]?.expires).toBe(Date.UTC(2026, 1, 1));
    expect(faults.map(({ line }) => line)).toEqual([3]);
    expect(readIndicatorList('{"type":"bundle"').refused).toBe(1);
  });
});

describe('a list', () => {
  const time = Date.UTC(2026, 0, 1);

  function found(indicators: readonly Indicator[], hasSubdomains = false): string[] {
    const own = indicatorAnalyzers(
      { id: 'bad', name: 'Bad', risk: 40 },
      new IndicatorValues(indicators, hasSubdomains),
    );
    const shard = new DryShard(own.map(({ analyzer }) => analyzer));
    const add = new ObservationBuilder(time);
    add.node('asset', { hostname: 'alpha' }, { hostname: 'alpha' });
    const process = add.node('process', { pid: 4, guid: 'g4' }, { pid: 4, name: 'a.exe' });
    for (const ip of ['203.0.113.9', '198.51.100.7', '10.0.0.1']) {
      add.edge(process, 'connected_to', add.node('address', { ip }, { ip }));
    }
    const name = 'bad.example';
    add.edge(process, 'resolved', add.node('domain', { name }, { name }));
    const hash = add.node(
      'file_hash',
      { digest: SHA256 },
      { sha256: SHA256, md5: 'cd'.repeat(16) },
    );
    add.edge(process, 'executable_hash', hash);
    shard.observe(factsOf(add.build(), 1, 1).facts);
    return shard.hits
      .filter((hit) => {
        const one = own.find(({ analyzer }) => analyzer.id === hit.analyzer);
        return one !== undefined && !isExpired(shard.view, one, hit);
      })
      .map(({ title, lenses }) => `${title}: ${lenses.map((lens) => lens.type).join()}`)
      .sort();
  }

  test('hits what it names, for the host and for what was met', () => {
    expect(
      found([
        { kind: 'address', value: '203.0.113.9' },
        { kind: 'network', value: '198.51.100.0/24' },
        { kind: 'domain', value: 'bad.example' },
        { kind: 'md5', value: 'cd'.repeat(16) },
        { kind: 'url', value: 'https://bad.example/' },
      ]),
    ).toEqual([
      '198.51.100.7 is on the list Bad: asset,address',
      '203.0.113.9 is on the list Bad: asset,address',
      'bad.example is on the list Bad: asset,domain',
      `${'cd'.repeat(16)} is on the list Bad: asset,file_hash`,
    ]);
  });

  test('hits alike when it is so long that it is looked up by hash', () => {
    const many = Array.from({ length: 5_000 }, (_, at): Indicator => {
      return { kind: 'address', value: `100.64.${at >> 8}.${at & 255}` };
    });
    expect(found([...many, { kind: 'address', value: '203.0.113.9' }])).toEqual([
      '203.0.113.9 is on the list Bad: asset,address',
    ]);
    expect(found(many)).toEqual([]);
  });

  test('hits what is below its domains when it says so, and nothing that only ends alike', () => {
    const below: Indicator = { kind: 'domain', value: 'example' };
    expect(found([below])).toEqual([]);
    expect(found([below], true)).toEqual(['bad.example is on the list Bad: asset,domain']);
    expect(found([{ kind: 'domain', value: 'ad.example' }], true)).toEqual([]);
    expect(found([{ kind: 'domain', value: 'bad.example' }], true)).toHaveLength(1);
    expect(found([{ kind: 'domain', value: 'a.bad.example' }], true)).toEqual([]);
  });

  test('does not hit what was first seen after its end', () => {
    expect(found([until(time - 1)])).toEqual([]);
    expect(found([until(time)]).length).toBe(1);
  });
});

function indicator(pattern: string, more: object = {}): object {
  return { type: 'indicator', pattern, pattern_type: 'stix', ...more };
}

function until(expires: number): Indicator {
  return { kind: 'address', value: '203.0.113.9', expires };
}

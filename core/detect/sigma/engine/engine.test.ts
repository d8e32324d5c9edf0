import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSigma } from '../language/parse.ts';
import { matchBothWays, matchSet, rulesOf } from '../oracle/match-both-ways.ts';
import type { SigmaRecord } from '../record.ts';
import { linkRules } from '../rule-set.ts';
import { SigmaEngine } from './engine.ts';

function rule(title: string, logSource: string, detection: string): string {
  return `title: ${title}\nlogsource: {${logSource}}\ndetection: {${detection}, condition: s}\n`;
}

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';

const RULES = rulesOf(
  [
    rule(
      'process',
      'product: windows, category: process_creation',
      "s: {Image|endswith: '\\cmd.exe'}",
    ),
    rule('parent pid', 'product: windows, category: process_creation', 's: {ParentProcessId: 4}'),
    rule('registry set', 'product: windows, category: registry_set', 's: {Details: x}'),
    rule('registry delete', 'product: windows, category: registry_delete', 's: {Image: x}'),
    rule('registry add', 'product: windows, category: registry_add', 's: {Image: x}'),
    rule('registry', 'product: windows, category: registry_event', 's: {Image: x}'),
    rule('security', 'product: windows, service: security', 's: {EventID: [4688, 4624]}'),
    rule('security pid', 'product: windows, service: security', 's: {ProcessId: 4}'),
    rule('not 4688', 'product: windows, service: security', 's: {EventID|neq: 4688}'),
    rule('many ids', 'product: windows, service: system', "s: {EventID: '70*'}"),
    rule('channel', 'product: windows', 's: {Channel: Security}'),
    rule('any windows', 'product: windows', "s: ['evil word']"),
    rule(
      'linux process',
      'product: linux, category: process_creation',
      "s: {Image|endswith: '/sh'}",
    ),
    rule('proxy', 'category: proxy', 's: {c-uri|contains: bad}'),
    rule('antivirus', 'category: antivirus', 's: {Signature|contains: Mimi}'),
    rule('trail', 'product: aws, service: cloudtrail', 's: {eventName: DeleteTrail}'),
    rule('hinted', 'product: windows, category: file_access', 's: {FileName: x}'),
  ].join('---\n'),
);

function windows(channel: string, eventId: string, fields: Record<string, unknown>): SigmaRecord {
  return { product: 'windows', channel, eventId, fields };
}

describe('log sources', () => {
  test.each<[string, SigmaRecord, readonly string[]]>([
    [
      'Sysmon 1',
      windows(SYSMON, '1', { Image: 'C:\\cmd.exe', ParentProcessId: 4 }),
      ['process', 'parent pid'],
    ],
    ['another id', windows(SYSMON, '5', { Image: 'C:\\cmd.exe' }), []],
    [
      'Security 4688 under its own names',
      windows('security', '4688', { NewProcessName: 'C:\\cmd.exe', NewProcessId: 8, ProcessId: 4 }),
      ['process', 'parent pid', 'security', 'security pid', 'channel'],
    ],
    [
      'Security 4657',
      windows('Security', '4657', { NewValue: 'x', ProcessName: 'x' }),
      ['registry set', 'registry', 'not 4688', 'channel'],
    ],
    [
      'a deleted key',
      windows(SYSMON, '12', { Image: 'x', EventType: 'DeleteKey' }),
      ['registry delete', 'registry'],
    ],
    [
      'a created key',
      windows(SYSMON, '12', { Image: 'x', EventType: 'CreateKey' }),
      ['registry add', 'registry'],
    ],
    ['an id that no rule names', windows('Security', '99999', {}), ['not 4688', 'channel']],
    ['a wildcard over ids', windows('System', '7045', {}), ['many ids']],
    [
      'a channel that no rule names',
      windows('Other/Operational', '1', { A: 'an EVIL word' }),
      ['any windows'],
    ],
    [
      'Sysmon for Linux',
      {
        product: 'linux',
        channel: 'Linux-Sysmon/Operational',
        eventId: '1',
        fields: { Image: '/bin/sh' },
      },
      ['linux process'],
    ],
    [
      'a hint',
      { product: 'linux', category: 'process_creation', fields: { Image: '/bin/sh' } },
      ['linux process'],
    ],
    ['no product', { category: 'proxy', fields: { 'c-uri': 'http://bad' } }, ['proxy']],
    [
      'a product that no rule names',
      { product: 'squid', category: 'proxy', fields: { 'c-uri': 'http://bad' } },
      ['proxy'],
    ],
    [
      'Defender as antivirus',
      windows('Microsoft-Windows-Windows Defender/Operational', '1116', {
        'Threat Name': 'HackTool:Mimikatz',
      }),
      ['antivirus'],
    ],
    [
      'a service',
      { product: 'aws', service: 'cloudtrail', fields: { eventName: 'DeleteTrail' } },
      ['trail'],
    ],
    [
      'another service',
      { product: 'aws', service: 'vpcflow', fields: { eventName: 'DeleteTrail' } },
      [],
    ],
    [
      'a category of Windows by hint',
      { product: 'windows', category: 'file_access', fields: { FileName: 'x' } },
      ['hinted'],
    ],
  ])('%s', (_, record, expected) => {
    expect(matchBothWays(RULES, record)).toEqual(expected);
  });
});

function filter(rules: string, condition: string): string {
  const source = 'logsource: {product: windows, category: process_creation}';
  return `title: f\n${source}\nfilter: {rules: ${rules}, s: {User|startswith: adm_}, condition: ${condition}}\n`;
}

describe('filters', () => {
  const base =
    rule('base', 'product: windows, category: process_creation', 's: {Image: x}') + 'id: one\n';
  test.each([
    ['[one]', 's', 'adm_lee', []],
    ['[one]', 's', 'lee', ['base']],
    ['[one]', 'not s', 'adm_lee', []],
    ['[one]', 'not s', 'lee', ['base']],
    ['[two]', 's', 'adm_lee', ['base']],
    ['any', 's', 'adm_lee', []],
  ])('rules %s, condition %s, user %s', (rules, condition, user, expected) => {
    const all = rulesOf(`${base}---\n${filter(rules, condition)}`);
    expect(matchBothWays(all, windows(SYSMON, '1', { Image: 'x', User: user }))).toEqual(expected);
  });
});

test('what was remembered changes nothing', () => {
  const { set } = linkRules(RULES);
  const engine = new SigmaEngine(set);
  const record = {
    product: 'windows',
    channel: SYSMON,
    eventId: '1',
    fields: { Image: 'C:\\cmd.exe' },
  };
  for (let i = 0; i < 300; i++) {
    const fields = { Image: i % 3 === 0 ? 'C:\\cmd.exe' : `C:\\${i}.exe`, ParentProcessId: i % 5 };
    matchSet(set.events, engine, { ...record, fields });
    if (i === 200) engine.forget();
  }
  expect(matchSet(set.events, engine, record)).toEqual(['process']);
});

test('names that objects treat as their own are ordinary fields', () => {
  const rules = rulesOf(rule('t', 'product: x', 's: {__proto__: a, constructor: b}'));
  const fields = JSON.parse('{"__proto__": "a", "constructor": "b"}') as Record<string, unknown>;
  expect(matchBothWays(rules, { product: 'x', fields })).toEqual(['t']);
  expect(matchBothWays(rules, { product: 'x', fields: {} })).toEqual([]);
});

describe('random rules and records', () => {
  const word = fc.constantFrom(
    'a',
    'ab',
    'abc',
    'abcd',
    'xabc',
    'abcx',
    'ABC',
    '-x',
    '/x',
    'x-y/z',
    '\u2013x y',
    'äbc',
    'ÄBC',
    'abcabc',
    '1',
    '10',
    '0x1f',
    '2024-03-02 08:51:00',
    '10.1.2.3',
    '::1',
    '',
    ' ',
    'a*c',
    'İstanbul',
    '\u212aelvin',
    'kelvin',
    'YWJj',
    'c:\\windows\\system32\\cmd.exe',
    'cmd.exe /c whoami && set x',
  );
  const field = fc.constantFrom('A', 'B', 'Long Name', 'EventID');
  const quoted = word.map((one) => JSON.stringify(one));
  const glob = fc
    .array(fc.oneof(fc.constantFrom('*', '?', '\\*', '\\'), word), { minLength: 1, maxLength: 3 })
    .map((parts) => JSON.stringify(parts.join('')));
  const textItem = fc.tuple(
    field,
    fc.constantFrom(
      '',
      '|contains',
      '|startswith',
      '|endswith',
      '|cased',
      '|contains|cased',
      '|endswith|cased',
      '|neq',
      '|windash',
      '|windash|contains',
      '|contains|all',
      '|base64',
      '|base64offset|contains',
      '|wide',
    ),
    fc.uniqueArray(fc.oneof(quoted, quoted, glob), { minLength: 2, maxLength: 4 }),
  );
  const item = fc.oneof(
    {
      weight: 6,
      arbitrary: textItem.map(
        ([name, modifiers, values]) => `${name}${modifiers}: [${values.join(', ')}]`,
      ),
    },
    field.chain((name) =>
      fc.constantFrom(
        `${name}: null`,
        `${name}: ''`,
        `${name}|exists: true`,
        `${name}|exists: false`,
        `${name}|gt: 5`,
        `${name}|lte: 10`,
        `${name}|hour: 8`,
        `${name}|cidr: 10.0.0.0/8`,
        `${name}|fieldref: B`,
        `${name}|fieldref|contains|neq: A`,
        `${name}|re: 'ab+c'`,
        `${name}|re|i: '^(abc|x)'`,
        `${name}|re: '\\w\\.exe'`,
        `${name}|re: '.{5,}'`,
        `${name}|re: '[xy]$'`,
      ),
    ),
  );
  const selection = fc.oneof(
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => uniqueKeys(items)),
    fc
      .array(
        fc.oneof(
          item.map((one) => `{${one}}`),
          quoted.filter((one) => one !== '""'),
        ),
        { minLength: 1, maxLength: 3 },
      )
      .map((items) => `[${items.join(', ')}]`),
    fc
      .uniqueArray(quoted, { minLength: 2, maxLength: 3 })
      .map((items) => `{'|all': [${items.join(', ')}]}`),
  );
  const condition = fc.constantFrom(
    'a',
    'not a',
    'a and b',
    'a or b',
    'a and not b',
    'not (a or b) and c',
    '1 of them',
    'all of them',
    'c or a and not b',
    '1 of * and not c',
  );
  const anyRule = fc
    .tuple(selection, selection, selection, condition)
    .map(
      ([a, b, c, when]) =>
        `logsource: {product: test}\ndetection: {a: ${a}, b: ${b}, c: ${c}, condition: '${when}'}\n`,
    );
  const value = fc.oneof(
    word,
    word,
    word,
    fc.integer({ min: 0, max: 20 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(word, { maxLength: 3 }),
  );
  const fields = fc.dictionary(
    fc.constantFrom('A', 'a', 'B', 'longname', 'LONG NAME', 'C', 'eventid'),
    value,
    { maxKeys: 5 },
  );
  const record = fc.tuple(
    fields,
    fc.option(fc.constantFrom('1', '10', '4688'), { nil: undefined }),
  );

  test('the engine and the plain evaluator agree', () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { minLength: 1, maxLength: 8 }),
        fc.array(record, { minLength: 1, maxLength: 25 }),
        (texts, records) => {
          // Some are refused, such as a wildcard in Base64; the others are what is tested.
          const rules = texts.flatMap((text, index) =>
            parseSigma(`title: r${index}\n${text}`).flatMap((one) => (one.ok ? one.value : [])),
          );
          const { set } = linkRules(rules);
          const engine = new SigmaEngine(set);
          // Twice over, so that the second plan and what is remembered are held against it as well.
          for (const [one, eventId] of [...records, ...records, ...records, ...records]) {
            matchSet(set.events, engine, { product: 'test', eventId, fields: one });
          }
        },
      ),
      { numRuns: Number(process.env['GRAPNEL_FUZZ_RUNS'] ?? 100) },
    );
  }, 600_000);
});

/** A flow map of the items whose keys are not taken yet. */
function uniqueKeys(items: readonly string[]): string {
  const byKey = new Map(items.map((one) => [one.slice(0, one.indexOf(':')), one]));
  return `{${[...byKey.values()].join(', ')}}`;
}

import { describe, expect, test } from 'vitest';
import { detects } from '../oracle/match-both-ways.ts';

/** Whether `field: value` matches what the field holds. */
function holds(item: string, value: unknown, others: Record<string, unknown> = {}): boolean {
  const detection = `selection:\n  ${item}\ncondition: selection`;
  return detects(detection, value === undefined ? others : { Field: value, ...others });
}

describe('texts', () => {
  test.each([
    ['Field: whoami', 'WhoAmI', true],
    ['Field: whoami', 'whoami.exe', false],
    ['Field: 4688', 4688, true],
    ['Field: 4688', '4688', true],
    ["Field: '4688'", 4688, true],
    ['Field: true', true, true],
    ['Field: true', 'True', true],
    ['Field|contains: adm', 'SuperADMin', true],
    ['Field|startswith: adm', 'Administrator', true],
    ['Field|startswith: adm', 'an admin', false],
    ['Field|endswith: .exe', 'cmd.EXE', true],
    ['Field|endswith: .exe', 'cmd.exe ', false],
    ['Field|cased: Admin', 'Admin', true],
    ['Field|cased: Admin', 'admin', false],
    ['Field|contains|cased: dmi', 'Admin', true],
    ['Field|contains|cased: DMI', 'Admin', false],
    ['Field|startswith|cased: Adm', 'Administrator', true],
    ['Field|endswith|cased: tor', 'AdministraTor', false],
    ['Field: [a1, b2]', 'b2', true],
    ['Field|contains|all: [-a, -b]', 'x -b -a', true],
    ['Field|contains|all: [-a, -b]', 'x -b', false],
    ['Field|neq: a1', 'b2', true],
    ['Field|neq: a1', 'A1', false],
    ['Field|neq: a1', undefined, true],
    ['Field|neq: [a1, b2]', 'b2', false],
    ["Field: ''", '', true],
    ["Field: ''", 'x', false],
    ["Field: ''", undefined, false],
    ["Field: '*'", '', true],
    ["Field: '*'", undefined, false],
    ['Field: ÄPFEL', 'äpfel', true],
  ])('%s on %j: %s', (item, value, expected) => {
    expect(holds(item, value)).toBe(expected);
  });
});

describe('wildcards and escapes', () => {
  test.each([
    ["Field: 'prog?.exe'", 'progA.exe', true],
    ["Field: 'prog?.exe'", 'prog.exe', false],
    ["Field: 'antivirus_V*.exe'", 'antivirus_V21.2.1.exe', true],
    ["Field: 'a*b*c'", 'a--b--b--c', true],
    ["Field: 'a*b*c'", 'a--c--b', false],
    ["Field: 'a*a'", 'a', false],
    ["Field: '*?x'", 'x', false],
    ["Field: '*?x'", 'yx', true],
    // A plain backslash may be written once or twice.
    [String.raw`Field: 'C:\Windows'`, String.raw`C:\Windows`, true],
    [String.raw`Field: 'C:\\Windows'`, String.raw`C:\Windows`, true],
    // Escaped wildcards are plain characters.
    [String.raw`Field: 'a\*b'`, 'a*b', true],
    [String.raw`Field: 'a\*b'`, 'axb', false],
    [String.raw`Field: 'a\?b'`, 'a?b', true],
    [String.raw`Field: 'a\?b'`, 'axb', false],
    // A backslash followed by a wildcard.
    [String.raw`Field: 'C:\\*'`, String.raw`C:\anything`, true],
    [String.raw`Field: 'C:\\*'`, String.raw`C:*`, false],
    // Both escaped.
    [String.raw`Field: 'a\\\*b'`, String.raw`a\*b`, true],
    [String.raw`Field: 'a\\\*b'`, String.raw`a\xb`, false],
    // Three or four backslashes are two.
    [String.raw`Field: '\\\\server'`, String.raw`\\server`, true],
    [String.raw`Field: '\\\server'`, String.raw`\\server`, true],
    ["Field|contains: 'x*y'", 'ax--yb', true],
    ["Field|startswith: 'x*y'", 'x--yb', true],
    ["Field|endswith: 'x*y'", 'ax--y', true],
    ["Field|endswith: 'x*y'", 'ax--yb', false],
  ])('%s on %j: %s', (item, value, expected) => {
    expect(holds(item, value)).toBe(expected);
  });
});

describe('null, absence and lists in records', () => {
  test.each([
    ['Field: null', undefined, true],
    ['Field: null', null, true],
    ['Field: null', '', false],
    ['Field|neq: null', 'x', true],
    ['Field|exists: true', null, true],
    ['Field|exists: true', '', true],
    ['Field|exists: true', undefined, false],
    ['Field|exists: false', undefined, true],
    ['Field: b', ['a', 'b'], true],
    ['Field|contains|all: [aa, bb]', ['xaax', 'xbbx'], true],
    ['Field: c', ['a', 'b'], false],
    ['Field|exists: true', [], true],
    ['Field: x', { inner: 'x' }, false],
    ['Field: null', { inner: 'x' }, true],
  ])('%s on %j: %s', (item, value, expected) => {
    expect(holds(item, value)).toBe(expected);
  });
});

describe('numbers, dates and addresses', () => {
  test.each([
    ['Field|lt: 5', 4, true],
    ['Field|lt: 5', '5', false],
    ['Field|lte: 5', '5', true],
    ['Field|gt: 5', 5.5, true],
    ['Field|gte: 5', '0x5', true],
    ['Field|gte: 5', 'five', false],
    ['Field|gte: 5', undefined, false],
    ['Field|gt|neq: 5', 3, true],
    ['Field|minute: 51', '2024-03-02 08:51:00.008', true],
    ['Field|hour: 8', '2024-03-02T08:51:00Z', true],
    ['Field|hour|gte: 20', '2024-03-02T08:51:00Z', false],
    ['Field|hour|lt: 20', '2024-03-02T08:51:00+02:00', true],
    ['Field|day: 2', '2024-03-02', true],
    ['Field|week: 9', '2024-03-02', true],
    ['Field|week: 52', '2023-01-01', true],
    ['Field|month: [3, 4]', '2024-03-02', true],
    ['Field|year: 2024', '2024-03-02', true],
    ['Field|year: 2024', 1709369460, true],
    ['Field|hour: 8', '2024-03-02', false],
    ['Field|hour: 8', 'yesterday', false],
    ['Field|cidr: 10.0.0.0/8', '10.255.0.1', true],
    ['Field|cidr: 10.0.0.0/8', '11.0.0.1', false],
    ['Field|cidr: 10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['Field|cidr: 10.0.0.0/8', '10.1.2', false],
    ['Field|cidr: 192.168.1.77', '192.168.1.77', true],
    ['Field|cidr: fe80::/10', 'FE80::1%eth0', true],
    ['Field|cidr: fe80::/10', 'fec0::1', false],
    ["Field|cidr: '::1/128'", '0:0:0:0:0:0:0:1', true],
    ['Field|cidr: [10.0.0.0/8, 172.16.0.0/12]', '172.31.255.255', true],
    ['Field|cidr|neq: 10.0.0.0/8', '8.8.8.8', true],
  ])('%s on %j: %s', (item, value, expected) => {
    expect(holds(item, value)).toBe(expected);
  });
});

describe('regular expressions', () => {
  test.each([
    [String.raw`Field|re: '^cmd\d+$'`, 'cmd12', true],
    [String.raw`Field|re: 'cmd'`, 'CMD', false],
    [String.raw`Field|re|i: 'cmd'`, 'a CMD b', true],
    [String.raw`Field|re: '^b'`, 'a\nb', false],
    [String.raw`Field|re|m: '^b$'`, 'a\nb\nc', true],
    [String.raw`Field|re: 'a.b'`, 'a\nb', false],
    [String.raw`Field|re|s: 'a.b'`, 'a\nb', true],
    [String.raw`Field|re|i|m|s: '^B.C$'`, 'a\nb\nc', true],
    [String.raw`Field|re: '(?i)abc'`, 'xABCx', true],
    [String.raw`Field|re|all: ['a', 'b']`, 'b--a', true],
    [String.raw`Field|re|neq: 'a'`, 'bbb', true],
    [String.raw`Field|re: '^\d+$'`, 4688, true],
  ])('%s on %j: %s', (item, value, expected) => {
    expect(holds(item, value)).toBe(expected);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function wide(text: string): string {
  return Buffer.from(text, 'utf16le').toString('base64');
}

describe('encodings', () => {
  test.each([
    ['Field|base64: secret', base64('secret'), true],
    ['Field|base64: secret', base64('secret').toLowerCase(), false],
    ['Field|base64|contains: foo', `x${base64('foo')}x`, true],
    ['Field|base64offset|contains: /bin/bash', base64('#/bin/bash -c'), true],
    ['Field|base64offset|contains: /bin/bash', base64('##/bin/bash -c'), true],
    ['Field|base64offset|contains: /bin/bash', base64('###/bin/bash -c'), true],
    ['Field|base64offset|contains: /bin/bash', base64('/bin/b'), false],
    ['Field|wide|base64offset|contains: Invoke-', wide('x Invoke-Expression'), true],
    ['Field|utf16le|base64: foo', wide('foo'), true],
    ['Field|utf16be|base64: foo', Buffer.from('\0f\0o\0o').toString('base64'), true],
    ['Field|utf16|base64: foo', Buffer.from('\ufefffoo', 'utf16le').toString('base64'), true],
    ['Field|utf16le: cmd', 'c\0m\0d\0', true],
  ])('%s on %j: %s', (item, value, expected) => {
    expect(holds(item, value)).toBe(expected);
  });

  test('every offset of every length is found', () => {
    for (let length = 3; length < 9; length++) {
      const secret = 'qwertyuiop'.slice(0, length);
      for (let before = 0; before < 4; before++) {
        for (let after = 0; after < 4; after++) {
          const text = base64(`${'#'.repeat(before)}${secret}${'#'.repeat(after)}`);
          expect(holds(`Field|base64offset|contains: ${secret}`, text)).toBe(true);
        }
      }
    }
  });
});

describe('windash', () => {
  test.each(['-', '/', '\u2013', '\u2014', '\u2015'])('%s is any dash', (dash) => {
    expect(holds("Field|windash|contains: ' -enc '", `powershell ${dash}ENC abc`)).toBe(true);
    expect(holds("Field|contains|windash: ' /enc '", `powershell ${dash}enc abc`)).toBe(true);
    expect(holds("Field|windash|contains|all: [' -a ', ' -b ']", `x ${dash}b ${dash}a y`)).toBe(
      true,
    );
  });

  test('other characters are not dashes', () => {
    expect(holds("Field|windash|contains: ' -enc '", 'powershell +enc abc')).toBe(false);
  });

  test('it can be encoded', () => {
    const text = Buffer.from('x /enc y').toString('base64');
    expect(holds("Field|windash|base64offset|contains: ' -enc '", text)).toBe(true);
  });
});

describe('fieldref', () => {
  test.each([
    ['Field|fieldref: Other', 'abc', 'ABC', true],
    ['Field|fieldref: Other', 'abc', 'abcd', false],
    ['Field|fieldref|neq: Other', 'abc', 'abcd', true],
    ['Field|fieldref|startswith: Other', 'abcd', 'ab', true],
    ['Field|fieldref|endswith: Other', 'abcd', 'CD', true],
    ['Field|fieldref|contains: Other', 'abcd', 'bc', true],
    ['Field|fieldref|cased: Other', 'abc', 'ABC', false],
  ])('%s on %j and %j: %s', (item, value, other, expected) => {
    expect(holds(item, value, { Other: other })).toBe(expected);
  });

  test('an absent field equals nothing', () => {
    expect(holds('Field|fieldref: Other', undefined)).toBe(false);
  });
});

describe('expand', () => {
  const lists = new Map([
    ['Administrators', ['root', 'adm_*']],
    ['Hosts', ['a', 'b']],
  ]);
  const expands = (item: string, value: string) =>
    detects(`selection:\n  ${item}\ncondition: selection`, { Field: value }, { lists });

  test.each([
    ["Field|expand: '%Administrators%'", 'ROOT', true],
    ["Field|expand: '%Administrators%'", 'adm_lee', true],
    ["Field|expand: '%Administrators%'", 'lee', false],
    ["Field|expand: 'x-%Hosts%-%Hosts%'", 'x-a-b', true],
    ["Field|contains|expand: '%Hosts%'", 'xbx', true],
    [String.raw`Field|expand: '\%plain%Hosts%'`, '%plaina', true],
  ])('%s on %j: %s', (item, value, expected) => {
    expect(expands(item, value)).toBe(expected);
  });

  test('without the modifier a percent sign is plain', () => {
    expect(expands("Field: '%Hosts%'", '%Hosts%')).toBe(true);
  });

  test('a rule whose list is missing never matches, negated or not', () => {
    const detection = "a:\n  Field: x\nb:\n  Field|expand: '%Unknown%'\ncondition: a and not b";
    expect(detects(detection, { Field: 'x' })).toBe(false);
  });
});

import { expect, test } from 'vitest';
import { canFeed, kindWords, recordKind } from './record-kind.ts';

const failedLogon = recordKind({
  product: 'windows',
  channel: 'Security',
  eventId: '4625',
  fields: {},
});
const started = recordKind({
  product: 'windows',
  channel: 'Security',
  eventId: '4688',
  fields: {},
});

test('a kind of records can feed the rules that see them', () => {
  expect(canFeed(failedLogon, { product: 'windows', service: 'security' })).toBe(true);
  expect(canFeed(failedLogon, { product: 'windows', category: 'process_creation' })).toBe(false);
  expect(canFeed(started, { product: 'windows', category: 'process_creation' })).toBe(true);
  expect(canFeed(started, { product: 'linux' })).toBe(false);
  const sshd = recordKind({ product: 'linux', service: 'sshd', fields: {} });
  expect(canFeed(sshd, { product: 'linux', service: 'sshd' })).toBe(true);
  expect(kindWords(failedLogon)).toBe('windows · Security · 4625');
  expect(kindWords(sshd)).toBe('linux · sshd');
});

test('a hint that is too long is none', () => {
  expect(recordKind({ product: 'x'.repeat(101), fields: {} })).toBe('\t\t\t\t');
});

import { expect, test } from 'vitest';
import { credentialOf } from './credentials.ts';

const token = (value: string) => ({ kind: 'token', token: value });

test.each([
  ['Bearer grp_1', token('grp_1')],
  ['bearer  grp_1', token('grp_1')],
  ['Splunk grp_1', token('grp_1')],
  [`Basic ${btoa('anyone:grp_1')}`, token('grp_1')],
  [`Basic ${btoa('grp_1:')}`, token('grp_1')],
  [`ApiKey ${btoa('id:grp_1')}`, token('grp_1')],
  ['ApiKey grp_1', token('grp_1')],
  [`Basic ${btoa(':')}`, { kind: 'missing' }],
  ['Basic grp_1', { kind: 'malformed' }],
  ['Splunk', { kind: 'malformed' }],
  ['grp_1', { kind: 'malformed' }],
  ['Digest username="x"', { kind: 'malformed' }],
  [`Bearer ${'x'.repeat(2_000)}`, { kind: 'malformed' }],
  ['', { kind: 'missing' }],
  [null, { kind: 'missing' }],
])('%s', (header, expected) => {
  expect(credentialOf(header)).toEqual(expected);
});

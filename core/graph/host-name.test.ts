import { expect, test } from 'vitest';
import { fullHostName, hostKey, shortHostName } from './host-name.ts';

test.each([
  ['WORKSTATION5', 'workstation5', 'WORKSTATION5', undefined],
  ['Workstation5.theshire.local.', 'workstation5', 'Workstation5', 'Workstation5.theshire.local'],
  [' web-1 ', 'web-1', 'web-1', undefined],
  ['10.0.2.15', '10.0.2.15', '10.0.2.15', undefined],
  ['FE80::1', 'fe80::1', 'FE80::1', undefined],
  ['', '', '', undefined],
])('%j', (name, key, short, full) => {
  expect([hostKey(name), shortHostName(name), fullHostName(name)]).toEqual([key, short, full]);
});

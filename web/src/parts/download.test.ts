import { expect, test } from 'vitest';
import { fileName } from './download.ts';

test('a name from a log cannot lead elsewhere', () => {
  expect(fileName('WS-7', 'md')).toBe('WS-7.md');
  expect(fileName('../../etc/passwd', 'md')).toBe('etc-passwd.md');
  expect(fileName('invoice\u202efdp.exe', 'svg')).toBe('invoice-fdp.exe.svg');
  expect(fileName('<>', 'json')).toBe('lens.json');
  expect(fileName('a'.repeat(500), 'md')).toHaveLength(63);
});

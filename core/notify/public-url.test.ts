import { expect, test } from 'vitest';
import { publicUrl } from './public-url.ts';

test.each([
  'https://github.com/x/y/releases/download/r1/rules.zip',
  'https://rules.example.com/rules.zip?x=1',
])('%s is public', (url) => {
  expect(publicUrl(url)?.href).toBe(url);
});

test.each([
  'http://github.com/rules.zip',
  'file:///etc/passwd',
  'https://localhost/rules.zip',
  'https://127.0.0.1/rules.zip',
  'https://0x7f.1/rules.zip',
  'https://2130706433/rules.zip',
  'https://169.254.169.254/latest/meta-data',
  'https://[::1]/rules.zip',
  'https://[::ffff:10.0.0.1]/rules.zip',
  'https://metadata.google.internal/x',
  'https://printer.local/x',
  'https://router/x',
  'https://x.localhost./x',
  'https://user:secret@github.com/x',
  'https://github.com:8443/x',
  'no url',
])('%s is not', (url) => {
  expect(publicUrl(url)).toBeUndefined();
});

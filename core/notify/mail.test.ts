import { expect, test } from 'vitest';
import { isMailAddress, writtenMail } from './mail.ts';

test.each(['ada@example.com', 'a.b+c@mail.example.co.uk', "o'neil@example.museum"])(
  '%s is an address',
  (text) => {
    expect(isMailAddress(text)).toBe(true);
  },
);

test.each([
  '',
  'ada',
  'ada@localhost',
  '@example.com',
  'ada@example.com\r\nBcc: eve@example.com',
  'ada@example.com\n',
  'ada@example.com, eve@example.com',
  'ada@example.com;eve@example.com',
  'Ada <ada@example.com>',
  '"ada eve"@example.com',
  'ada@[127.0.0.1]',
  'ada@127.0.0.1',
  'ada@-example.com',
  'ada@example..com',
  'ada@exa\u0000mple.com',
  `ada@${'a.'.repeat(130)}com`,
])('%j is none', (text) => {
  expect(isMailAddress(text)).toBe(false);
});

test('a subject is one line, and a text has no control characters', () => {
  const mail = writtenMail({
    to: 'ada@example.com',
    subject: 'WS-1\r\nBcc: eve@example.com\u202e\u2028x',
    text: 'one\r\ntwo\tthree\u0000\u001b[31m\rfour',
  });
  expect(mail).toEqual({
    to: 'ada@example.com',
    subject: 'WS-1 Bcc: eve@example.com x',
    text: 'one\ntwo\tthree\uFFFD\uFFFD[31m\uFFFDfour',
  });
});

test('what is long is cut', () => {
  const mail = writtenMail({
    to: 'ada@example.com',
    subject: 'x'.repeat(1000),
    text: 'y'.repeat(60_000),
  });
  expect(mail?.subject).toHaveLength(200);
  expect(mail?.text).toBe(`${'y'.repeat(50_000)}\n(cut)`);
});

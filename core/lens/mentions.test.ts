import { expect, test } from 'vitest';
import { mentionsIn } from './mentions.ts';

const EMAILS = ['ada@example.com', 'ada@other.example', 'ben.k@example.com'];

test.each<[string, string[]]>([
  ['@ben.k, look', ['ben.k@example.com']],
  ['@Ben.K. Look!', ['ben.k@example.com']],
  ['for @ada@other.example and @ben.k@example.com.', ['ada@other.example', 'ben.k@example.com']],
  ['@ada is two people', []],
  ['mail to ben.k@example.com is no mention', []],
  ['x@ben.k', []],
  ['@nobody @ @@', []],
  ['@ben.k @ben.k', ['ben.k@example.com']],
])('%j mentions %j', (text, expected) => {
  expect(mentionsIn(text, EMAILS)).toEqual(expected);
});

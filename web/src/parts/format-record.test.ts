import { expect, test } from 'vitest';
import { formatRecord } from './format-record.ts';

test('JSON gets lines, and keeps its numbers, escapes and duplicate keys', () => {
  expect(formatRecord('{"a":12345678901234567890,"a":[1,{"b":"x\\"{y"}],"c":{},"d":[]}')).toBe(
    `{
  "a": 12345678901234567890,
  "a": [
    1,
    {
      "b": "x\\"{y"
    }
  ],
  "c": {},
  "d": []
}`,
  );
});

test('XML gets lines; text stays with its element', () => {
  expect(formatRecord("<Event><System><EventID>1</EventID><P G='a>b'/></System></Event>")).toBe(
    `<Event>
  <System>
    <EventID>1</EventID>
    <P G='a>b'/>
  </System>
</Event>`,
  );
});

test('what is neither stays as it is', () => {
  expect([
    formatRecord('Nov 24 sshd[1]: no'),
    formatRecord('{"broken":'),
    formatRecord(''),
  ]).toEqual([undefined, undefined, undefined]);
});

test('deep nesting stops to indent, and ends', () => {
  const deep = '['.repeat(1000) + ']'.repeat(1000);
  expect(
    formatRecord(deep)
      ?.split('\n')
      .every((text) => text.length < 60),
  ).toBe(true);
});

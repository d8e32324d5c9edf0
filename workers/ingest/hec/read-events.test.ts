import { describe, expect, test } from 'vitest';
import { readHecEvents } from './read-events.ts';

const read = (text: string) => {
  const { lines, fault } = readHecEvents(new TextEncoder().encode(text));
  return { lines: lines.map((line) => new TextDecoder().decode(line)), fault };
};

describe('events are objects one after another, whatever is between them', () => {
  test.each([
    ['nothing', '{"event":1}{"event":"}{"}'],
    ['a line', '{"event":1}\n{"event":"}{"}\n'],
    ['white space', ' {"event":1} \t\r\n {"event":"}{"} '],
    ['a list', '[{"event":1},{"event":"}{"}]'],
  ])('%s', (_, body) => {
    expect(read(body)).toEqual({ lines: ['{"event":1}', '{"event":"}{"}'], fault: undefined });
  });

  test('an object over several lines is one', () => {
    expect(read('{"event":\n{"a":1}\r\n}').lines).toEqual(['{"event": {"a":1}  }']);
  });
});

describe('the events before a fault are taken, and the fault is named', () => {
  test.each([
    ['no JSON', '{"event":1}{"event":}', 'invalidFormat', 1],
    ['text', '{"event":1}\nhello', 'invalidFormat', 1],
    ['an open object', '{"event":1}{"event":"x', 'invalidFormat', 1],
    ['an open list', '[{"event":1}', 'invalidFormat', 1],
    ['something after a list', '[{"event":1}]{"event":2}', 'invalidFormat', 1],
    ['no event', '{"event":1}{"time":1}', 'eventRequired', 1],
    ['a blank event', '{"event":" "}', 'eventBlank', 0],
    ['a null event', '{"event":null}', 'eventBlank', 0],
    ['nested fields', '{"event":1,"fields":{"a":{"b":1}}}', 'fieldsFault', 0],
    ['fields that are none', '{"event":1,"fields":"x"}', 'fieldsFault', 0],
  ])('%s', (_, body, answer, event) => {
    const { lines, fault } = read(body);
    expect(fault).toEqual({ answer, event });
    expect(lines).toHaveLength(event);
  });

  test('lists of values are fields', () => {
    expect(read('{"event":1,"fields":{"a":["x","y"],"b":1}}').fault).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OtlpFault, recordLine } from './log-record.ts';
import type { LogRecord } from './log-record.ts';
import { ProtoFault } from './protobuf.ts';
import { logRecordsOfJson } from './read-json.ts';
import { logRecordsOfProtobuf } from './read-protobuf.ts';

const utf8 = new TextEncoder();
const json = (value: unknown) => [...logRecordsOfJson(utf8.encode(JSON.stringify(value)))];

/** Writes protobuf: a number is a varint, a bigint a fixed64, all else a message of its bytes. */
type Value = number | bigint | string | Uint8Array | readonly (readonly [number, Value])[];
function message(fields: readonly (readonly [number, Value])[]): Uint8Array {
  const bytes: number[] = [];
  for (const [number, value] of fields) {
    if (typeof value === 'number') bytes.push(...varint(number * 8), ...varint(value));
    else if (typeof value === 'bigint') {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, value, true);
      bytes.push(...varint(number * 8 + 1), ...new Uint8Array(view.buffer));
    } else {
      const inner =
        typeof value === 'string'
          ? utf8.encode(value)
          : value instanceof Uint8Array
            ? value
            : message(value);
      bytes.push(...varint(number * 8 + 2), ...varint(inner.length), ...inner);
    }
  }
  return Uint8Array.from(bytes);
}
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}

const PROTOBUF = message([
  [
    1,
    [
      [
        1,
        [
          [
            1,
            [
              [1, 'host.name'],
              [2, [[1, 'gate']]],
            ],
          ],
        ],
      ],
      [
        2,
        [
          [1, [[1, 'scope']]],
          [
            2,
            [
              [1, 1767323045000000000n],
              [11, 1767323046000000000n],
              [2, 9],
              [3, 'INFO'],
              [
                5,
                [
                  [
                    6,
                    [
                      [
                        1,
                        [
                          [1, '__proto__'],
                          [2, [[3, 7]]],
                        ],
                      ],
                      [
                        1,
                        [
                          [1, 'list'],
                          [
                            2,
                            [
                              [
                                5,
                                [
                                  [1, [[2, 1]]],
                                  [1, [[1, 'x']]],
                                ],
                              ],
                            ],
                          ],
                        ],
                      ],
                    ],
                  ],
                ],
              ],
              [
                6,
                [
                  [1, 'a'],
                  [2, [[4, 0x3ff8000000000000n]]],
                ],
              ],
              [9, Uint8Array.from([0xab, 0x01])],
              [12, 'event'],
              [99, 'unknown'],
            ],
          ],
        ],
      ],
    ],
  ],
]);

const JSON_REQUEST = {
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'host.name', value: { stringValue: 'gate' } }] },
      scopeLogs: [
        {
          scope: { name: 'scope' },
          logRecords: [
            {
              timeUnixNano: '1767323045000000000',
              observedTimeUnixNano: '1767323046000000000',
              severityNumber: 9,
              severityText: 'INFO',
              eventName: 'event',
              traceId: 'ab01',
              body: {
                kvlistValue: {
                  values: [
                    { key: '__proto__', value: { intValue: '7' } },
                    {
                      key: 'list',
                      value: {
                        arrayValue: { values: [{ boolValue: true }, { stringValue: 'x' }] },
                      },
                    },
                  ],
                },
              },
              attributes: [{ key: 'a', value: { doubleValue: 1.5 } }],
              unknown: 1,
            },
          ],
        },
      ],
    },
  ],
};

const withoutUndefined = (record: LogRecord | undefined): unknown =>
  JSON.parse(JSON.stringify(record));

test('a record is the same in protobuf and in JSON', () => {
  const [fromProtobuf, ...rest] = [...logRecordsOfProtobuf(PROTOBUF)];
  const [fromJson] = json(JSON_REQUEST);
  expect(rest).toEqual([]);
  expect(withoutUndefined(fromProtobuf)).toEqual(withoutUndefined(fromJson));
  expect(fromProtobuf).toMatchObject({
    timeUnixNano: '1767323045000000000',
    severityNumber: 9,
    attributes: { a: 1.5 },
    resource: { 'host.name': 'gate' },
    scope: 'scope',
    traceId: 'ab01',
  });
  expect(Object.keys(fromProtobuf?.body ?? {})).toEqual(['__proto__', 'list']);
});

test('a record without a body is its attributes, and without a time when it was observed', () => {
  const attributes = { a: 1 };
  expect(JSON.parse(recordLine({ observedTimeUnixNano: '5', attributes }))).toEqual({
    timeUnixNano: '5',
    observedTimeUnixNano: '5',
    body: attributes,
  });
});

test('numbers of 64 bits keep their digits', () => {
  const value = { intValue: '9007199254740993' };
  const record = { body: value };
  expect(json({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })[0]?.body).toBe(
    '9007199254740993',
  );
});

describe('what is no request', () => {
  const deep = (levels: number): unknown =>
    levels === 0 ? { stringValue: 'x' } : { arrayValue: { values: [deep(levels - 1)] } };
  test.each([
    ['text', utf8.encode('hello')],
    ['a list', utf8.encode('[]')],
    ['lists that are none', utf8.encode('{"resourceLogs":{}}')],
    ['records that are none', utf8.encode('{"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}]}')],
    ['bytes that are not UTF-8', Uint8Array.from([0x7b, 0xff, 0x7d])],
    [
      'a value that is too deep',
      utf8.encode(
        JSON.stringify({
          resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: deep(1_000) }] }] }],
        }),
      ),
    ],
  ])('%s', (_, request) => {
    expect(() => [...logRecordsOfJson(request)]).toThrow(OtlpFault);
  });

  test('values in protobuf that are too deep', () => {
    let value: Uint8Array = message([[1, 'x']]);
    for (let level = 0; level < 100; level += 1) value = message([[5, [[1, value]]]]);
    const request = message([[1, [[2, [[2, [[5, value]]]]]]]]);
    expect(() => [...logRecordsOfProtobuf(request)]).toThrow(OtlpFault);
  });
});

test('whatever bytes come, they are records or a fault', () => {
  const mutated = fc
    .tuple(fc.nat(PROTOBUF.length - 1), fc.uint8Array({ maxLength: 6 }), fc.nat(6))
    .map(([at, bytes, cut]) =>
      Uint8Array.from([...PROTOBUF.subarray(0, at), ...bytes, ...PROTOBUF.subarray(at + cut)]),
    );
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array()), (request) => {
      try {
        for (const record of logRecordsOfProtobuf(request)) recordLine(record);
      } catch (error) {
        expect(error instanceof ProtoFault || error instanceof OtlpFault).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

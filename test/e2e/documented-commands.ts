import { commandsInProse, snippets } from '../doc-pages.ts';
import type { Snippet } from '../doc-pages.ts';

/** Languages whose snippets are data. Another test reads them; its file is named. */
export const DATA: Readonly<Record<string, string>> = {
  jsonl: 'core/detect/documented.test.ts',
  'docs/analyzers.md yaml': 'core/detect/documented.test.ts',
  'docs/mappings.md yaml': 'core/parse/declared/declared-formats.test.ts',
};

const REPLAYED =
  'the shipper is no package here; test/clients/replayed.test.ts replays its requests';
const DRAWING = 'a drawing';
const MINUTES = 'takes minutes';
const TESTS = 'would run the tests from within a test';
const WRITES = 'writes into the repository; test/repository holds what it writes';
const CLOUDFLARE = 'needs an account of Cloudflare';
const FAKE_CLOUDFLARE = `${CLOUDFLARE}; test/e2e/deploy.test.ts has a stand-in for it`;
const STAYS = 'serves until it is stopped';

/** What the pages have that is not run by test/e2e/docs.test.ts, and why. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  // Snippets.
  'CONTRIBUTING.md: core/             pure TypeScript: no Cloudflare, no I/O, no clock, no chance':
    DRAWING,
  'docs/design/ingest.md: dialect ── authenticate ── acceptPart ─┬─ small, in company ──▶ inbox (SQLite) ──┐':
    DRAWING,
  'docs/concepts.md: flowchart LR': DRAWING,
  'docs/concepts.md: sequenceDiagram': DRAWING,
  'docs/operations.md: export CLOUDFLARE_API_TOKEN=…    # or: npx wrangler login': FAKE_CLOUDFLARE,
  'docs/operations.md: npm start': `${STAYS}; test/e2e/kill.test.ts runs it`,
  'docs/sending-logs.md: curl --fail-with-body https://grapnel.example/ingest \\':
    'test/clients/http.test.ts runs it',
  'docs/sending-logs.md: split -b 50m Security.evtx.gz piece.': 'test/clients/http.test.ts runs it',
  'docs/sending-logs.md: module(load="omelasticsearch")':
    'test/clients/syslog-daemons.test.ts runs it, where rsyslog is',
  'docs/sending-logs.md: destination d_grapnel {':
    'test/clients/syslog-daemons.test.ts runs it, where syslog-ng is',
  'docs/sending-logs.md: destination d_grapnel { (2)':
    'test/clients/syslog-daemons.test.ts runs it, where syslog-ng is',
  "docs/sending-logs.md: const client = new Client({ node: 'https://grapnel.example/elastic', auth: { apiKey: 'TOKEN' } });":
    'test/clients/libraries.test.ts makes such a client',
  'docs/sending-logs.md: output.elasticsearch:': REPLAYED,
  'docs/sending-logs.md: output {': REPLAYED,
  'docs/sending-logs.md: [OUTPUT]': REPLAYED,
  'docs/sending-logs.md: [OUTPUT] (2)': REPLAYED,
  'docs/sending-logs.md: [sinks.grapnel]': REPLAYED,
  'docs/sending-logs.md: [sinks.grapnel] (2)': REPLAYED,
  'docs/sending-logs.md: exporters:': REPLAYED,
  'docs/sending-logs.md: docker run --log-driver splunk --log-opt splunk-url=https://grapnel.example \\':
    'needs Docker; test/workers/hec.test.ts sends what its driver does',

  // Commands.
  'GRAPNEL_WRITE_DOCS=1 npm run test:unit': WRITES,
  'npm run bench -- --write': MINUTES,
  'npm run bench -- latency': MINUTES,
  'npm run bench -- store': MINUTES,
  'npm run bench:analyzers': MINUTES,
  'npm run bench:detection -- --why': MINUTES,
  'npm run bench:identity': MINUTES,
  'npm run bench:ingest': MINUTES,
  'npm run bench:parse': MINUTES,
  'npm run bench:pipeline -- --rules': MINUTES,
  'npm run bench:store -- --records 10000000': MINUTES,
  'node cli/start.ts': `${STAYS}; test/e2e/kill.test.ts runs it`,
  'LOCAL_ISSUERS=1 npm start': `${STAYS}; test/workers/sso.test.ts has such a provider`,
  'npm run -s scan -- --json PATH': 'test/e2e/scan.test.ts runs it',
  'npm run build': 'test/e2e/bundle-size.test.ts builds',
  'npm run build:web': 'test/e2e/bundle-size.test.ts builds',
  'npm run chaos -- --runs N --seed S': 'test/e2e/chaos.test.ts runs it',
  'npm run check': TESTS,
  'npm run deploy -- --dry-run': FAKE_CLOUDFLARE,
  'npm run dev:fake': `${STAYS}; all of test/browser uses it`,
  'npm run dev:web': STAYS,
  'npm run docs:openapi': WRITES,
  'npm run docs:schema': WRITES,
  'npm run format': 'writes into the repository',
  'npm run fuzz -- --records 1000000': MINUTES,
  'npm run screenshots': MINUTES,
  'npm run simulate -- --write': MINUTES,
  'npm run soak -- --minutes M': MINUTES,
  'npm run soak -- --minutes 60 --rate 800': MINUTES,
  'npm run test:browser': TESTS,
  'npm run test:corpus': TESTS,
  'npm run test:unit': TESTS,
  'npm run unused': 'test/repository/dependencies.test.ts runs it',
  'npm start': `${STAYS}; test/e2e/kill.test.ts runs it`,
  'npm test': TESTS,
  'npx drizzle-kit generate --name WHAT': 'writes into the repository',
  'npx wrangler rollback --name grapnel': CLOUDFLARE,
  'npx wrangler secret put MAIL_API_TOKEN --name grapnel': CLOUDFLARE,
  'npx wrangler secret put OPERATOR_TOKEN --name grapnel': CLOUDFLARE,
  'wrangler d1 create NAME --jurisdiction eu': CLOUDFLARE,
  'wrangler r2 bucket create NAME --jurisdiction eu': CLOUDFLARE,
};

/** Whether another test reads it as what it is. */
function isData({ page, language }: Snippet): boolean {
  return (language.split(' ')[0] ?? '') in DATA || `${page} ${language}` in DATA;
}

/** The snippets that are no data, by page and first line; the second of such a name ends in `(2)`. */
export function snippetsToRun(): Map<string, Snippet> {
  const named = new Map<string, Snippet>();
  for (const snippet of snippets) {
    if (isData(snippet)) continue;
    const name = `${snippet.page}: ${snippet.text.split('\n')[0]}`;
    let times = 1;
    while (named.has(times === 1 ? name : `${name} (${times})`)) times += 1;
    named.set(times === 1 ? name : `${name} (${times})`, snippet);
  }
  return named;
}

/** Everything that a reader of the pages may run: names of snippets, and commands as they stand. */
export function documented(): Set<string> {
  return new Set([...snippetsToRun().keys(), ...commandsInProse()]);
}

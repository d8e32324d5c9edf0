import { parseArgs } from 'node:util';
import { HAS_CORPUS } from '../corpus.ts';
import { corpusArchive, corpusFile, corpusFiles } from '../corpus-files.ts';
import { factsOf } from '../../core/graph/facts-of.ts';
import { nodeRef, pseudoKeyRef } from '../../core/graph/id.ts';
import { IdentityCheck } from '../../core/graph/identity-check.ts';
import type { IdentityError } from '../../core/graph/identity-check.ts';
import { MemoryStore } from '../../core/graph/memory-store.ts';
import type { Observation } from '../../core/graph/observation.ts';
import { SKEW_MS } from '../../core/graph/session.ts';
import { GraphView } from '../../core/graph/view.ts';
import { parseRecord } from '../../core/parse/parse.ts';
import { recordText, splitRecords } from '../../core/parse/records.ts';
import { timeOf } from '../../core/parse/form/epoch.ts';
import type { JsonObject } from '../../core/parse/form/json-value.ts';
import { isZoneApart } from '../../core/parse/windows/event-time.ts';
import { windowsEventFromJson } from '../../core/parse/windows/windows-event-json.ts';
import { windowsEventFromXml } from '../../core/parse/windows/windows-event-xml.ts';
import type { WindowsEvent } from '../../core/parse/windows/windows-event.ts';
import { nodeType, predicates } from '../../core/schema/schema.ts';

const USAGE = `npm run bench:identity -- [FOLDER…] [--errors]
  Over the corpus's Windows logs, or some of its folders: how well pid and time alone find the
  processes that Sysmon's ids name, and how many of Security auditing's process starts (4688) meet
  Sysmon's in one node, and by which rule. Recordings are told apart by whether their logs have the
  right time, or are hours from what the sensor says in the same records.
  --errors   tell each session that pid and time got wrong`;

const WINDOWS_FOLDERS = [
  'otrf-security-datasets',
  'evtx-attack-samples',
  'evtx-to-mitre-attack',
  'evtx-misc',
  'yamato',
  'deepbluecli',
  'eqllib',
  'benign',
  'grapl',
];

/** Further apart than this, two starts of a pid are of two processes, whatever the clocks. */
const MAX_CLOCK_DIFFERENCE_MS = 120_000;

const PROCESS = nodeType('process');
const ASSET = nodeType('asset').code;

/** A process start without a sensor's id. */
interface BareStart {
  readonly host: string;
  readonly pid: number;
  readonly time: number;
}

type Clocks = 'right' | 'hours apart';

/** What became of the starts without a sensor's id, on hosts that have a sensor with ids too. */
type Fate =
  | 'one node: starts within a second'
  | 'one node: inside a session of unknown start'
  | 'apart: the sensor never names this pid'
  | 'apart: the sensor names this pid, but no start near it'
  | 'apart: the starts are up to two minutes from each other';

const { values, positionals } = parseArgs({
  options: { errors: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.help) console.log(USAGE);
else if (!HAS_CORPUS) console.log('The corpus is not here: nothing is measured.');
else run(positionals.length === 0 ? WINDOWS_FOLDERS : positionals);

/** Sessions by pid and time alone, and what is wrong with them. */
interface Row {
  files: number;
  sessions: number;
  split: number;
  joined: number;
  contradictions: number;
}

function run(folders: readonly string[]): void {
  const fates: Record<Clocks, Map<Fate, number>> = { right: new Map(), 'hours apart': new Map() };
  const rows: Record<string, Row & { wrong: string }> = {};
  for (const folder of folders) {
    for (const { name, bytes } of filesOf(folder)) {
      const observations = observationsOf(bytes);
      const { examples, ...counts } = checked(observations);
      const clocks = clocksOf(bytes);
      for (const group of [folder, 'all']) addTo(rows, `${group}, clocks ${clocks}`, counts);
      if (values.errors) for (const error of examples) tell(`${name}, clocks ${clocks}`, error);
      for (const fate of fatesOf(observations)) {
        fates[clocks].set(fate, (fates[clocks].get(fate) ?? 0) + 1);
      }
    }
  }
  const withSessions = Object.entries(rows).filter(([, { sessions }]) => sessions > 0);
  console.table(Object.fromEntries(withSessions.sort(([a], [b]) => (a < b ? 1 : -1))));
  for (const [clocks, counts] of Object.entries(fates)) {
    console.log(`Process starts without a sensor's id, of hosts that have a sensor; ${clocks}:`);
    console.table(Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? 1 : -1))));
  }
}

function addTo(
  rows: Record<string, Row & { wrong: string }>,
  name: string,
  counts: Omit<Row, 'files'>,
): void {
  const row = rows[name] ?? {
    files: 0,
    sessions: 0,
    split: 0,
    joined: 0,
    contradictions: 0,
    wrong: '',
  };
  row.files += 1;
  row.sessions += counts.sessions;
  row.split += counts.split;
  row.joined += counts.joined;
  row.contradictions += counts.contradictions;
  row.wrong = `${((100 * (row.split + row.joined)) / row.sessions).toFixed(2)} %`;
  rows[name] = row;
}

/** Whether a recording's log times are hours from what the sensor says in the same records. */
function clocksOf(bytes: Uint8Array): Clocks {
  let apart = 0;
  let both = 0;
  for (const record of splitRecords(bytes)) {
    const event = windowsEventOf(recordText(record));
    const sensed = event && timeOf(event.data.UtcTime);
    const logged = event?.loggedAt();
    if (sensed === undefined || logged === undefined) continue;
    both += 1;
    if (isZoneApart(logged - sensed)) apart += 1;
  }
  return apart > both / 2 ? 'hours apart' : 'right';
}

function windowsEventOf(text: string): WindowsEvent | undefined {
  if (text.startsWith('<')) {
    const event = windowsEventFromXml(text);
    return typeof event === 'string' ? undefined : event;
  }
  return text.startsWith('{') ? windowsEventFromJson(JSON.parse(text) as JsonObject) : undefined;
}

function* filesOf(folder: string): Iterable<{ name: string; bytes: Uint8Array }> {
  for (const name of corpusFiles(folder)) yield { name, bytes: corpusFile(name) };
  if (folder === 'evtx-attack-samples') yield* corpusArchive(`${folder}/evtx.tar.gz`);
}

function observationsOf(bytes: Uint8Array): Observation[] {
  const observations: Observation[] = [];
  for (const record of splitRecords(bytes)) {
    const parsed = parseRecord(record);
    if (parsed.kind === 'observation') observations.push(parsed.observation);
  }
  return observations;
}

function checked(observations: readonly Observation[]): ReturnType<IdentityCheck['report']> {
  const check = new IdentityCheck();
  for (const observation of observations) check.add(observation);
  return check.report();
}

function tell(file: string, { kind, key, sessions }: IdentityError): void {
  console.log(`${kind}: ${key} in ${file}\n    ${sessions.join('\n    ')}`);
}

/** What became of each start that has a pid and no id, on hosts where others have one. */
function* fatesOf(observations: readonly Observation[]): Iterable<Fate> {
  const bare: BareStart[] = [];
  const sensorStarts = new Map<string, number[]>();
  const sensorPids = new Set<string>();
  const sensorHosts = new Set<string>();
  for (const { nodes, time } of observations) {
    const host = String(nodes[0]?.identity.hostname);
    for (const { type, identity, properties } of nodes) {
      if (type !== 'process' || identity.pid === undefined) continue;
      const key = `${host} ${identity.pid}`;
      const isStart = properties.started_at === time;
      if (identity.guid === undefined) {
        if (isStart) bare.push({ host, pid: Number(identity.pid), time });
        continue;
      }
      sensorHosts.add(host);
      sensorPids.add(key);
      if (isStart) sensorStarts.set(key, [...(sensorStarts.get(key) ?? []), time]);
    }
  }
  if (!bare.some(({ host }) => sensorHosts.has(host))) return;
  const store = new MemoryStore(predicates);
  for (const [index, observation] of observations.entries()) {
    store.append(factsOf(observation, 1, index + 1).facts);
  }
  const view = new GraphView(store);
  for (const { host, pid, time } of bare) {
    if (!sensorHosts.has(host)) continue;
    const key = pseudoKeyRef(PROCESS.code, [nodeRef(ASSET, [host]), String(pid)]);
    const starts = sensorStarts.get(`${host} ${pid}`) ?? [];
    const nearest = Math.min(...starts.map((start) => Math.abs(start - time)));
    if (!view.resolve(key, time).includes('@')) {
      yield nearest <= SKEW_MS
        ? 'one node: starts within a second'
        : 'one node: inside a session of unknown start';
    } else if (!sensorPids.has(`${host} ${pid}`)) yield 'apart: the sensor never names this pid';
    else if (nearest > MAX_CLOCK_DIFFERENCE_MS) {
      yield 'apart: the sensor names this pid, but no start near it';
    } else yield 'apart: the starts are up to two minutes from each other';
  }
}

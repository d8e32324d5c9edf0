import type {
  EvidencePointer,
  Graph,
  GraphEdge,
  GraphNode,
  ShownProperty,
} from '../../core/contract/lenses.ts';

type Value = string | number;

/** A process of a sample, as its author writes it. */
export interface SampleProcess {
  readonly host: string;
  readonly pid: number;
  readonly name: string;
  readonly image?: string;
  readonly command?: string;
  readonly user?: string;
  readonly at: number;
}

const VERBS: Readonly<Record<string, string>> = {
  children: 'started',
  runs_on: 'runs on',
  executable: 'is run from',
  created_files: 'created',
  run_as: 'runs as',
  connected_to: 'connected to',
  accepted_from: 'accepted from',
  addresses: 'has the address',
};

/** Builds a sample's graph together with the raw records that are its evidence. */
export class GraphBuilder {
  readonly records: string[] = [];
  readonly #upload: number;
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();

  constructor(upload: number) {
    this.#upload = upload;
  }

  /** A process start, as a JSON record; with its user, host and parent. */
  process(sample: SampleProcess, parent?: string): string {
    const { host, pid, name, at } = sample;
    const image = sample.image ?? `C:\\Windows\\System32\\${name}`;
    const evidence = this.record({
      EventID: 1,
      UtcTime: stamp(at),
      Computer: host,
      ProcessId: pid,
      Image: image,
      CommandLine: sample.command ?? image,
      User: sample.user ?? 'CORP\\mia.berg',
      ParentProcessId: parent === undefined ? 0 : this.#nodes.get(parent)?.properties.pid?.value,
    });
    const id = this.#node('process', `${host} ${pid} ${at}`, `${name} (${pid})`, at, evidence, {
      pid,
      name,
      image,
      command_line: sample.command ?? image,
      current_directory: 'C:\\Users\\mia.berg\\',
      integrity_level: 'Medium',
      guid: `{8f3c1d20-${pid.toString(16).padStart(4, '0')}-66f1-0000-0010${pid.toString(16).padStart(8, '0')}}`,
    });
    this.#setTime(id, 'started_at', at, evidence);
    const asset = this.#node('asset', host, host, at, evidence, { hostname: host });
    const account = sample.user ?? 'CORP\\mia.berg';
    const user = this.#node('user', account, account, at, evidence, { account });
    this.#edge(id, 'runs_on', asset, at, evidence);
    this.#edge(id, 'run_as', user, at, evidence);
    if (parent !== undefined) this.#edge(parent, 'children', id, at, evidence);
    return id;
  }

  /** A file that a process created, as an XML record. */
  file(creator: string, host: string, path: string, at: number): string {
    const evidence = this.record(
      `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>11</EventID><TimeCreated SystemTime='${new Date(at).toISOString()}'/><Computer>${escapeXml(host)}</Computer></System><EventData><Data Name='UtcTime'>${stamp(at)}</Data><Data Name='ProcessId'>${this.#nodes.get(creator)?.properties.pid?.value ?? 0}</Data><Data Name='TargetFilename'>${escapeXml(path)}</Data></EventData></Event>`,
    );
    const name = path.split('\\').at(-1) ?? path;
    const id = this.#node('file', `${host} ${path}`, name, at, evidence, { path, name });
    this.#setTime(id, 'created_at', at, evidence);
    this.#edge(creator, 'created_files', id, at, evidence);
    return id;
  }

  /** Says that a process is run from a file. */
  ranFrom(process: string, file: string, at: number): void {
    this.#edge(process, 'executable', file, at, {
      upload: this.#upload,
      record: this.records.length,
    });
  }

  /** A connection to an address, seen by the process that opened or accepted it. */
  connection(process: string, ip: string, port: number, at: number, isAccepted = false): string {
    const evidence = this.record({
      EventID: 3,
      UtcTime: stamp(at),
      ProcessId: this.#nodes.get(process)?.properties.pid?.value,
      Initiated: !isAccepted,
      DestinationIp: ip,
      DestinationPort: port,
      Protocol: 'tcp',
    });
    const id = this.#node('address', ip, ip, at, evidence, { ip });
    this.#edge(process, isAccepted ? 'accepted_from' : 'connected_to', id, at, evidence);
    return id;
  }

  /** Says that a host has an address. */
  address(host: string, ip: string, at: number): void {
    const evidence = this.record({ EventID: 3, UtcTime: stamp(at), Computer: host, SourceIp: ip });
    const asset = this.#node('asset', host, host, at, evidence, { hostname: host });
    const id = this.#node('address', ip, ip, at, evidence, { ip });
    this.#edge(asset, 'addresses', id, at, evidence);
  }

  /** Puts risk on a node. */
  risk(id: string, risk: number, ...titles: readonly string[]): void {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`no node ${id}`);
    this.#nodes.set(id, { ...node, risk: node.risk + risk, hitBy: [...node.hitBy, ...titles] });
  }

  /** The graph; nodes without risk that only say where or who are context. */
  graph(omitted = 0): Graph {
    const nodes = [...this.#nodes.values()].map((node) =>
      Object.assign({}, node, {
        context: node.risk === 0 && (node.type === 'asset' || node.type === 'user'),
      }),
    );
    return { nodes, edges: [...this.#edges.values()], omitted };
  }

  /** Keeps a raw record, and says where it is. */
  record(content: object | string): EvidencePointer {
    this.records.push(typeof content === 'string' ? content : JSON.stringify(content));
    return { upload: this.#upload, record: this.records.length };
  }

  #node(
    type: string,
    key: string,
    label: string,
    at: number,
    evidence: EvidencePointer,
    values: Readonly<Record<string, Value>>,
  ): string {
    const id = `${type}-${Buffer.from(key).toString('hex').slice(-24)}`;
    const known = this.#nodes.get(id);
    if (known !== undefined) {
      this.#nodes.set(id, { ...known, last: Math.max(known.last, at) });
      return id;
    }
    const properties: Record<string, ShownProperty> = {};
    for (const [name, value] of Object.entries(values)) {
      properties[name] = { value, first: at, last: at, evidence };
    }
    this.#nodes.set(id, {
      id,
      type,
      label,
      risk: 0,
      hitBy: [],
      context: false,
      first: at,
      last: at,
      properties,
    });
    return id;
  }

  #setTime(id: string, name: string, at: number, evidence: EvidencePointer): void {
    const node = this.#nodes.get(id);
    if (node === undefined) return;
    const shown: ShownProperty = { value: at, unit: 'time', first: at, last: at, evidence };
    this.#nodes.set(id, { ...node, properties: { ...node.properties, [name]: shown } });
  }

  #edge(from: string, name: string, to: string, at: number, evidence: EvidencePointer): void {
    const key = `${from} ${name} ${to}`;
    const known = this.#edges.get(key);
    this.#edges.set(
      key,
      known === undefined
        ? { from, name, to, verb: VERBS[name] ?? name, first: at, last: at, evidence }
        : { ...known, last: Math.max(known.last, at) },
    );
  }
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
}

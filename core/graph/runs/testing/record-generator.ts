import type { Fact, Value } from '../../fact.ts';
import { nodeRef } from '../../id.ts';
import type { Ref } from '../../id.ts';
import { mergeByKey } from '../../memory-store.ts';

const HOSTS = 60;
const LIVE_PROCESSES = 120;
const IMAGES = 900;
const LIBRARIES = 4_000;
const ADDRESSES = 30_000;
const USERS = 200;

/** Subjects kept to be asked for again. */
const SAMPLE = 20_000;

interface Node {
  readonly ref: Ref;
  readonly name: string;
}

interface Process extends Node {
  readonly pid: number;
  readonly image: Node;
}

interface Host extends Node {
  readonly processes: Process[];
}

/**
 * Makes the facts of records as Windows hosts send them: few process starts, many image loads
 * that repeat, some new files and connections; busy processes and hosts that take turns. About
 * five facts a record, of which half a one is new, as measured on real logs. The same seed gives the same facts.
 */
export class RecordGenerator {
  #random: number;
  #time = 1_700_000_000_000;
  #upload = 0;
  #count = 0;
  readonly #hosts: Host[];
  /** Subjects and objects met before, evenly chosen from all. */
  readonly subjects: Ref[] = [];
  readonly objects: { readonly predicate: string; readonly object: Value }[] = [];
  /** Subjects of the last batch. */
  recent: Ref[] = [];
  #facts: Fact[] = [];
  #record = 0;

  readonly #hostsPerBatch: number;

  /** @param hostsPerBatch hosts whose records come together: few for agents, all for a collector */
  constructor(seed: number, hostsPerBatch: number) {
    this.#random = seed;
    this.#hostsPerBatch = hostsPerBatch;
    this.#hosts = Array.from({ length: HOSTS }, (_, i) => {
      const name = `host-${i}.example`;
      return { ref: nodeRef(1, [name]), name, processes: [] };
    });
  }

  /** The merged facts of the next batch of records. */
  batch(records: number): Fact[] {
    this.#facts = [];
    this.#upload++;
    const hosts = Array.from({ length: this.#hostsPerBatch }, () => this.#one(this.#hosts));
    for (this.#record = 1; this.#record <= records; this.#record++) {
      this.#time += 7;
      this.#addRecord(this.#one(hosts));
    }
    const facts = mergeByKey(this.#facts);
    this.recent = facts.slice(-200).map((fact) => fact.subject);
    for (let i = 0; i < 20; i++) this.#sample(this.#one(facts));
    return facts;
  }

  #addRecord(host: Host): void {
    const kind = this.#next();
    if (kind < 0.01 || host.processes.length < 5) {
      this.#start(host);
      return;
    }
    // busy processes say much more than the others
    const process = host.processes[Math.floor(this.#next() ** 3 * host.processes.length)];
    if (process === undefined) return;
    this.#mention(host, process);
    if (kind < 0.51) this.#file(host, process, 'executable', this.#library(process));
    else if (kind < 0.53) this.#file(host, process, 'created_files', this.#newFile());
    else if (kind < 0.545) this.#connect(host, process);
  }

  #start(host: Host): void {
    const pid = 4 * Math.floor(this.#next() * 8000);
    const guid = `{${host.name}-${this.#count++}}`;
    const path = `C:\\Program Files\\Vendor ${this.#below(IMAGES)}\\app.exe`;
    const image = { ref: nodeRef(3, [host.name, path]), name: path };
    const process = { ref: nodeRef(2, [guid]), name: 'app.exe', pid, image };
    const parent = host.processes[this.#below(host.processes.length)];
    if (parent !== undefined) this.#add(parent.ref, 'children', process.ref);
    const isLong = this.#next() < 0.2;
    const rest = isLong ? ' --switch=value'.repeat(20 + this.#below(40)) : '';
    this.#mention(host, process);
    this.#add(process.ref, 'guid', guid);
    this.#add(process.ref, 'command_line', `"${path}" --id ${this.#below(500)}${rest}`);
    this.#add(process.ref, 'integrity_level', 'System');
    this.#add(process.ref, 'logon_id', `0x${this.#below(USERS).toString(16)}`);
    this.#add(process.ref, 'started_at', this.#time);
    this.#add(process.ref, 'run_as', nodeRef(8, [`user-${this.#below(USERS)}`]));
    this.#add(process.ref, 'executable_hash', nodeRef(5, [path]));
    this.#file(host, process, 'executable', image);
    host.processes.push(process);
    if (host.processes.length > LIVE_PROCESSES) {
      host.processes.splice(this.#below(LIVE_PROCESSES), 1);
    }
  }

  /** What every record about a process says again. */
  #mention(host: Host, process: Process): void {
    this.#add(process.ref, 'pid', process.pid);
    this.#add(process.ref, 'image', process.image.name);
    this.#add(process.ref, 'runs_on', host.ref);
    this.#add(host.ref, 'hostname', host.name);
  }

  #file(host: Host, process: Process, edge: string, file: Node): void {
    this.#add(process.ref, edge, file.ref);
    this.#add(file.ref, 'path', file.name);
    this.#add(file.ref, 'stored_on', host.ref);
  }

  #connect(host: Host, process: Process): void {
    const far = `203.0.${this.#below(ADDRESSES) >> 7}.${this.#below(128)}`;
    const port = 49_152 + this.#below(16_000);
    const connection = nodeRef(7, [host.name, far, port, this.#count++]);
    const address = nodeRef(6, [far]);
    this.#add(process.ref, 'connected_to', address);
    this.#add(process.ref, 'connections', connection);
    this.#add(connection, 'source_port', port);
    this.#add(connection, 'destination_ip', far);
    this.#add(connection, 'destination_port', 443);
    this.#add(connection, 'destination', address);
    this.#add(address, 'ip', far);
  }

  /** Each program loads the same forty libraries again and again. */
  #library(process: Process): Node {
    const number = (process.image.name.length * 31 + this.#below(40) * 37) % LIBRARIES;
    const path = `C:\\Windows\\System32\\library-${number}.dll`;
    return { ref: nodeRef(3, [path]), name: path };
  }

  #newFile(): Node {
    const number = this.#next() < 0.5 ? this.#below(1000) : this.#count++;
    const path = `C:\\Users\\user\\AppData\\Local\\Temp\\file-${number.toString(36)}.tmp`;
    return { ref: nodeRef(3, [path]), name: path };
  }

  #add(subject: Ref, predicate: string, object: Value): void {
    const [first, last] = [this.#time, this.#time];
    const [upload, record] = [this.#upload, this.#record];
    this.#facts.push({ subject, predicate, object, scope: 0, first, last, upload, record });
  }

  #sample(fact: Fact): void {
    const isObject = fact.predicate !== 'command_line' && this.#next() < 0.5;
    const at = this.subjects.length < SAMPLE ? this.subjects.length : this.#below(SAMPLE * 4);
    if (at < SAMPLE) this.subjects[at] = fact.subject;
    const objectAt = this.objects.length < SAMPLE ? this.objects.length : this.#below(SAMPLE * 4);
    if (!isObject || objectAt >= SAMPLE) return;
    this.objects[objectAt] = { predicate: fact.predicate, object: fact.object };
  }

  #one<T>(list: readonly T[]): T {
    const found = list[this.#below(list.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** From 0 up to 1: mulberry32, by Tommy Ettinger. */
  #next(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

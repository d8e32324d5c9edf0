import type { ExtentStore } from './extent-store.ts';
import { FlushCursor } from './flush-cursor.ts';
import type { JobHeader, Manifest, StateTable } from './manifest.ts';
import type { Memtable } from './memtable.ts';
import { MergeJob, openInputs } from './merge-job.ts';
import type { Retention } from './retention.ts';
import type { RunParameters } from './run-parameters.ts';
import type { Compression, RunStorage } from './run-storage.ts';
import { RunWriter } from './run-writer.ts';
import { makeRun } from './run.ts';
import type { Extent, Run } from './run.ts';
import type { SipHash } from './sip-hash.ts';
import { journalTable } from './table-names.ts';
import type { TableList } from './table-names.ts';

/** A run is rewritten for retention alone once this share of it is likely to have expired. */
const EXPIRED_SHARE = 0.25;

/** With more unmerged runs of level 0 than so many times the fan, steps are twice as long. */
const BEHIND_FANS = 2;

/** What compaction works with. */
export interface CompactionParts {
  readonly storage: RunStorage;
  readonly compression: Compression;
  readonly parameters: RunParameters;
  readonly extents: ExtentStore;
  readonly state: StateTable;
  readonly hash: SipHash;
}

/**
 * Turns full memtables into runs and runs into larger ones (size-tiered), in steps bounded by
 * entries, never by time: a Durable Object's clock stands still while it computes. Whatever a
 * step leaves is taken up by the next, or after a restart from the last extent written.
 */
export class Compaction {
  readonly #parts: CompactionParts;
  #manifest: Manifest;
  #retention: Retention;
  /** Newest first. */
  #runs: readonly Run[];
  #flush: MergeJob | undefined;
  readonly #jobs: MergeJob[] = [];
  /** Tables of no more use. One is dropped a step: dropping takes milliseconds. */
  readonly #dead: string[] = [];
  #nextRun: number;
  /** Entries that appends should have flushed or merged and have not yet. */
  #owed = 0;
  #isFresh = true;

  constructor(parts: CompactionParts, manifest: Manifest, tables: TableList, retention: Retention) {
    this.#parts = parts;
    this.#manifest = manifest;
    this.#retention = retention;
    this.#nextRun = Math.max(manifest.nextRun, ...[...tables.extents.keys()].map((id) => id + 1));
    const list = (id: number) => parts.extents.list(tables.extents.get(id) ?? []);
    this.#runs = manifest.runs.map((header) => makeRun(header, list(header.id))).sort(newestFirst);
    for (const job of manifest.jobs) this.#jobs.push(this.#openJob(job, list(job.output.id)));
    const outputs = manifest.jobs.map((job) => job.output);
    const live = new Set([...manifest.runs, ...outputs].map((run) => run.id));
    for (const [run, names] of tables.extents) if (!live.has(run)) this.#dead.push(...names);
    for (const generation of tables.journals) {
      if (generation <= manifest.flushed) this.#dead.push(journalTable(generation));
    }
  }

  /** The runs to read, newest first. */
  get runs(): readonly Run[] {
    return this.#runs;
  }

  /** Generations up to this are in runs. */
  get flushed(): number {
    return this.#manifest.flushed;
  }

  /** Whether a step would find something to do. */
  get hasWork(): boolean {
    return this.#dead.length > 0 || this.#isFlushing || this.#findMerge() !== undefined;
  }

  /** Entries that the jobs under way have still to take in; about, after a restart. */
  get openEntries(): number {
    return this.#jobs.reduce((sum, job) => {
      const all = job.inputs.reduce((entries, run) => entries + countEntries(run.extents), 0);
      return sum + Math.max(0, all - Math.max(job.taken, countEntries(job.extents)));
    }, 0);
  }

  /** Lets what has expired be dropped from now on. */
  retain(retention: Retention): void {
    this.#retention = retention;
  }

  /** Begins to flush a memtable; the one before must have been finished. */
  startFlush(memtable: Memtable): void {
    const output = {
      id: this.#nextRun++,
      level: 0,
      upTo: memtable.generation,
      retained: this.#retention.before,
    };
    const writer = this.#writer(output.id, []);
    const cursors = [new FlushCursor(memtable)];
    this.#flush = new MergeJob({ output, inputs: [] }, [], cursors, writer, this.#retention);
  }

  /** Finishes the flush under way, however long it takes. */
  finishFlush(): void {
    while (this.#flush !== undefined) this.#advance(this.#flush, Infinity);
  }

  /**
   * The work that goes with an append that brought so many entries into the memtable. Most of a
   * memtable's entries come at its beginning; what is owed for them is spread over its life.
   */
  step(entries: number): void {
    const { stepEntries, maxStepEntries, fan } = this.#parts.parameters;
    this.owe(entries);
    const level0 = this.#runs.filter((run) => run.level === 0).length;
    const most = Math.max(maxStepEntries, entries * 2) * (level0 > BEHIND_FANS * fan ? 2 : 1);
    const budget = Math.min(Math.max(stepEntries, this.#owed), most);
    const left = this.work(budget);
    this.#owed = left > 0 ? 0 : Math.max(0, this.#owed - budget);
  }

  /** Notes the work of an append that has done enough: beginning to flush is a step of its own. */
  owe(entries: number): void {
    this.#owed += entries * this.#parts.parameters.stepPerEntry;
  }

  /** Flushes and merges about so many entries, and drops at most one table; what is left. */
  work(budget: number): number {
    const dead = this.#dead.shift();
    if (dead !== undefined) this.#parts.storage.exec(`DROP TABLE ${dead}`);
    let left = budget;
    while (left > 0) {
      const job = this.#flush ?? this.#findMerge()?.();
      if (job === undefined) return left;
      left -= Math.max(1, this.#advance(job, left));
    }
    return 0;
  }

  get #isFlushing(): boolean {
    return this.#flush !== undefined;
  }

  #advance(job: MergeJob, budget: number): number {
    const before = job.extents.length;
    let used = job.advance(budget);
    // An object that lives for few appends must still get one extent further each time it lives,
    // or its merges would begin again for ever.
    while (this.#isFresh && !job.isDone && job.extents.length === before)
      used += job.advance(budget);
    this.#isFresh = false;
    if (job.isDone) this.#finish(job);
    return used;
  }

  /** What to merge next, lowest level first: opens or begins the job when called. */
  #findMerge(): (() => MergeJob) | undefined {
    const levels = new Set(this.#runs.map((run) => run.level));
    for (const level of [...levels].sort((a, b) => a - b)) {
      const open = this.#jobs.find((job) => job.inputs[0]?.level === level);
      if (open !== undefined) return () => open;
      const runs = this.#runs.filter((run) => run.level === level);
      if (runs.length >= this.#parts.parameters.fan) {
        return () => this.#startMerge(runs.slice(-this.#parts.parameters.fan), level + 1);
      }
    }
    const expired = this.#runs.find((run) => this.#isMostlyExpired(run));
    return expired === undefined ? undefined : () => this.#startMerge([expired], expired.level);
  }

  #isMostlyExpired(run: Run): boolean {
    const { before } = this.#retention;
    if (run.retained >= before) return false;
    const withFacts = run.extents.filter((extent) => extent.facts > 0);
    const old = withFacts.filter((extent) => extent.medianLast < before);
    return old.length > 0 && old.length >= withFacts.length * EXPIRED_SHARE;
  }

  #startMerge(inputs: readonly Run[], level: number): MergeJob {
    const header: JobHeader = {
      output: {
        id: this.#nextRun++,
        level,
        upTo: Math.max(...inputs.map((run) => run.upTo)),
        retained: this.#retention.before,
      },
      inputs: inputs.map((run) => run.id),
    };
    const job = this.#openJob(header, []);
    this.#jobs.push(job);
    this.#save({ jobs: [...this.#manifest.jobs, header] });
    return job;
  }

  #openJob(header: JobHeader, written: readonly Extent[]): MergeJob {
    const inputs = this.#runs.filter((run) => header.inputs.includes(run.id));
    const cursors = openInputs(inputs, written, this.#parts.extents);
    const writer = this.#writer(header.output.id, written);
    return new MergeJob(header, inputs, cursors, writer, this.#retention);
  }

  #writer(run: number, written: readonly Extent[]): RunWriter {
    const { extents, compression, parameters, hash } = this.#parts;
    return new RunWriter({ run, extents, compression, parameters, hash, written });
  }

  /** Lets the output of a job take the place of its inputs. */
  #finish(job: MergeJob): void {
    const { output, inputs } = job.header;
    const isKept = (run: { readonly id: number }) => !inputs.includes(run.id);
    const isEmpty = job.extents.length === 0;
    const runs = this.#runs.filter(isKept);
    this.#runs = isEmpty ? runs : [...runs, makeRun(output, job.extents)].sort(newestFirst);
    const headers = this.#manifest.runs.filter(isKept);
    for (const run of job.inputs) {
      this.#dead.push(...new Set(run.extents.map((extent) => extent.table)));
    }
    if (job === this.#flush) {
      this.#flush = undefined;
      this.#dead.push(journalTable(output.upTo));
      this.#save({ runs: isEmpty ? headers : [...headers, output], flushed: output.upTo });
      return;
    }
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    const jobs = this.#manifest.jobs.filter((header) => header !== job.header);
    this.#save({ runs: isEmpty ? headers : [...headers, output], jobs });
  }

  #save(changed: Partial<Manifest>): void {
    this.#manifest = { ...this.#manifest, nextRun: this.#nextRun, ...changed };
    this.#parts.state.save(this.#manifest);
  }
}

function newestFirst(a: Run, b: Run): number {
  return b.upTo - a.upTo;
}

function countEntries(extents: readonly Extent[]): number {
  return extents.reduce((sum, extent) => sum + extent.entries, 0);
}

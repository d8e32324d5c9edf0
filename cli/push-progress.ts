import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './build.ts';

/** Where it is noted how far files were sent. */
const FOLDER = path.join(ROOT, '.grapnel/push');

/**
 * How far a file was sent to a service, kept between runs. It goes by the file's content: a file
 * that changed begins anew, which costs time and nothing else, because repeats change nothing.
 */
export class PushProgress {
  readonly #file: string;
  #records: number;

  constructor(url: URL, token: string, name: string, bytes: Uint8Array) {
    const hash = createHash('sha256').update(`${url.origin}\n${token}\n${name}\n`).update(bytes);
    this.#file = path.join(FOLDER, hash.digest('hex'));
    this.#records = existsSync(this.#file) ? Number(readFileSync(this.#file, 'utf8')) : 0;
  }

  /** Records of the file that were sent. */
  get records(): number {
    return this.#records;
  }

  /** Notes that more of them were. */
  add(records: number): void {
    this.#records += records;
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(this.#file, String(this.#records));
  }
}

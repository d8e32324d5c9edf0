import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readZip } from './zip.ts';
import type { ZipOptions } from './zip.ts';

interface Member {
  readonly path: string;
  readonly text: string;
  readonly isStored?: boolean;
  readonly isEncrypted?: boolean;
  /** What the directory says that it unpacks to, where that is not the truth. */
  readonly size?: number;
}

const OPTIONS: ZipOptions = {
  inflate: (body, maxOutputLength) => inflateRawSync(body, { maxOutputLength }),
  wants: (path) => path.endsWith('.yml'),
  maxFileBytes: 1_000,
};

/** An archive of members, as APPNOTE.TXT lays it out; sums are left at 0. */
function zipOf(members: readonly Member[]): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, text, isStored = false, isEncrypted = false, size } of members) {
    const plain = Buffer.from(text);
    const body = isStored ? plain : deflateRawSync(plain);
    const name = Buffer.from(path);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(isEncrypted ? 1 : 0, 8);
    entry.writeUInt16LE(isStored ? 0 : 8, 10);
    entry.writeUInt32LE(body.length, 20);
    entry.writeUInt32LE(size ?? plain.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, name, body);
    directory.push(entry, name);
    offset += local.length + name.length + body.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

function read(bytes: Uint8Array): Record<string, string> {
  const files = [...readZip(bytes, OPTIONS)];
  return Object.fromEntries(
    files.map(({ path, bytes: inner }) => [path, new TextDecoder().decode(inner)]),
  );
}

describe('a ZIP archive', () => {
  test('gives the files that are wanted, stored or deflated', () => {
    const bytes = zipOf([
      { path: 'a/b.yml', text: 'one: 1' },
      { path: 'c.yml', text: 'two', isStored: true },
      { path: 'a/', text: '' },
      { path: 'LICENSE', text: 'x' },
    ]);
    expect(read(bytes)).toEqual({ 'a/b.yml': 'one: 1', 'c.yml': 'two' });
  });

  test('leaves out what is too large, also when it says that it is not, and what is encrypted', () => {
    const bytes = zipOf([
      { path: 'large.yml', text: 'x'.repeat(2_000) },
      { path: 'bomb.yml', text: 'x'.repeat(100_000), size: 10 },
      { path: 'secret.yml', text: 'x', isEncrypted: true },
      { path: 'good.yml', text: 'y' },
    ]);
    expect(read(bytes)).toEqual({ 'good.yml': 'y' });
  });

  test('that is damaged anywhere throws nothing', () => {
    const bytes = zipOf([{ path: 'a.yml', text: 'one: 1, two: 2' }]);
    for (let at = 0; at < bytes.length; at += 1) {
      for (const value of [0, 0x7f, 0xff]) {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = value;
        expect(() => read(damaged)).not.toThrow();
      }
      expect(() => read(bytes.subarray(0, at))).not.toThrow();
    }
    expect(read(new Uint8Array())).toEqual({});
  });
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockBuilder } from './block-builder.ts';
import { BlockCursor } from './block-cursor.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { compareBytes } from './bytes.ts';
import { compareKeys } from './cursor.ts';
import { Entry } from './entry.ts';
import { FactCodec } from './fact-codec.ts';
import type { TextOf } from './fact-codec.ts';
import { BY_OBJECT, OBJECT_AT, objectEnd, scopeOf, subjectAt, writeObjectKey } from './keys.ts';
import { readFloat, readWhole, writeFloat, writeWhole } from './ordered-numbers.ts';
import { readRef, writeRef } from './ref-bytes.ts';
import { anyFact, hostileText, testFact, testPredicates, testRef } from './testing/test-facts.ts';
import { MAX_INLINE_BYTES } from './text-bytes.ts';

const codec = new FactCodec(testPredicates);

const anyNumber = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 8.64e15, -8.64e15, Number.MAX_VALUE),
);

test('numbers survive being written as differences', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyNumber, anyNumber)), (pairs) => {
      const writer = new ByteWriter(1);
      for (const [value, base] of pairs) writer.delta(value, base);
      const reader = new ByteReader(writer.toBytes());
      for (const [value, base] of pairs) expect(reader.delta(base) + 0).toBe(value + 0);
    }),
  );
});

test('varints hold whole numbers up to 2^53 - 1', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (values) => {
      const writer = new ByteWriter(1);
      for (const value of values) writer.varint(value);
      const reader = new ByteReader(writer.toBytes());
      expect(values.map(() => reader.varint())).toEqual(values);
    }),
  );
});

test('bytes that end within a number are an error', () => {
  expect(() => new ByteReader(Uint8Array.of(0x80)).varint()).toThrow('end within a number');
});

test('ordered numbers sort as they do and come back', () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, (a, b) => {
      expect(readFloat(bytesOf(a, writeFloat), 0)).toBe(a + 0);
      expect(sign(bytesOf(a, writeFloat), bytesOf(b, writeFloat))).toBe(
        Math.sign(Math.sign(a - b) || 0),
      );
    }),
  );
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
      expect(readWhole(bytesOf(a, writeWhole), 0)).toBe(a);
      expect(sign(bytesOf(a, writeWhole), bytesOf(b, writeWhole))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
  expect(() => writeWhole(0.5, new Uint8Array(16), 0)).toThrow('not a whole number');
});

test('references are 32 lower-case hex digits and nothing else', () => {
  const to = new Uint8Array(16);
  writeRef('0123456789abcdeffedcba9876543210', to, 0);
  expect(readRef(to, 0)).toBe('0123456789abcdeffedcba9876543210');
  for (const wrong of ['', 'ab', `${'0'.repeat(31)}A`, `${'0'.repeat(31)}\u0130`, '0'.repeat(33)]) {
    expect(() => writeRef(wrong, to, 0)).toThrow('not a reference');
  }
});

test('a fact comes back as it was, from both orders', () => {
  fc.assert(
    fc.property(anyFact, (fact) => {
      const entry = new Entry();
      const long = codec.encode(fact, entry);
      const textOf: TextOf = (key, at) => {
        if (long === undefined) throw new Error('no text was given');
        expect(key.slice(at, at + long.hash.length)).toEqual(long.hash);
        return long.bytes;
      };
      expect(codec.decode(entry, textOf)).toEqual(fact);

      const byObject = new Entry();
      const scopeStart = objectEnd(entry.key, OBJECT_AT);
      byObject.length = writeObjectKey(entry.key, 0, entry.length, scopeStart, byObject.key);
      expect(byObject.key[0]).toBe(BY_OBJECT);
      expect(readRef(byObject.key, subjectAt(byObject))).toBe(fact.subject);
      expect(scopeOf(byObject)).toBe(fact.scope);
    }),
  );
});

test('different values never share a key, nor does one begin another', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (a, b) => {
      fc.pre(a !== b);
      const [first, second] = [nameKey(a), nameKey(b)];
      const length = Math.min(first.length, second.length);
      expect(compareBytes(first.key, 0, length, second.key, 0, length)).not.toBe(0);
    }),
    { numRuns: 500 },
  );
});

test('texts are in keys up to 256 bytes, whatever their characters', () => {
  const entry = new Entry();
  const long = (object: string) => codec.encode(testFact({ object }), entry);
  expect(long('x'.repeat(MAX_INLINE_BYTES))).toBeUndefined();
  expect(long('\0'.repeat(MAX_INLINE_BYTES))).toBeUndefined();
  expect(long('x'.repeat(MAX_INLINE_BYTES + 1))).toBeDefined();
  expect(long('é'.repeat(128))).toBeUndefined();
  expect(long('é'.repeat(129))).toBeDefined();
  expect(long('\ud800'.repeat(129))).toBeDefined();
});

test('a block gives back its entries, and finds any key or the one after it', () => {
  fc.assert(
    fc.property(
      fc.array(anyFact, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 17 }),
      (facts, restartEntries) => {
        const entries = facts.map((fact) => {
          const entry = new Entry();
          codec.encode(fact, entry);
          return entry;
        });
        entries.sort(compareKeys);
        const builder = new BlockBuilder(16, restartEntries);
        for (const entry of entries) builder.add(entry);
        const block = builder.finish();

        const cursor = new BlockCursor();
        cursor.open(block);
        for (const entry of entries) {
          expect(cursor.isValid).toBe(true);
          expect(compareKeys(cursor.entry, entry)).toBe(0);
          const { first, last, upload, record } = cursor.entry;
          expect([first, last, upload, record]).toEqual(
            [entry.first, entry.last, entry.upload, entry.record].map((value) => value + 0),
          );
          cursor.advance();
        }
        expect(cursor.isValid).toBe(false);

        for (const target of entries) {
          cursor.seek(block, target);
          expect(compareKeys(cursor.entry, target)).toBe(0);
        }
        const beyond = new Entry();
        codec.encode(testFact({ subject: testRef(0xffff_ffff_ffff) }), beyond);
        beyond.key[0] = 9;
        cursor.seek(block, beyond);
        expect(cursor.isValid).toBe(false);
      },
    ),
  );
});

function nameKey(object: string): Entry {
  const entry = new Entry();
  codec.putObjectPrefix(entry, 'name', object);
  return entry;
}

function sign(a: Uint8Array, b: Uint8Array): number {
  return Math.sign(compareBytes(a, 0, a.length, b, 0, b.length));
}

function bytesOf(value: number, write: typeof writeFloat): Uint8Array {
  const to = new Uint8Array(16);
  return to.subarray(0, write(value, to, 0));
}

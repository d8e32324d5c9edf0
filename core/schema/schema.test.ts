import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EDGE_TYPES } from './edge-types.ts';
import { NODE_TYPES } from './node-types.ts';
import { PREDICATE_CODES } from './predicate-codes.ts';
import { schemaDocument } from './schema-document.ts';
import { findEdge, isNodeType } from './schema.ts';

const propertyNames = new Set(
  NODE_TYPES.flatMap(({ properties }) => properties.map((p) => p.name)),
);

test('every property and edge has a code of its own', () => {
  const codes = Object.values(PREDICATE_CODES);
  expect(new Set(codes).size).toBe(codes.length);
  const predicates = [...propertyNames, ...EDGE_TYPES.map(({ name }) => name)];
  expect(predicates.filter((name) => PREDICATE_CODES[name] === undefined)).toEqual([]);
});

test('every node type has a code of its own that an id has room for', () => {
  const codes = NODE_TYPES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => code >= 1 && code <= 127)).toBe(true);
});

test('edges join node types that exist', () => {
  expect(EDGE_TYPES.filter(({ from, to }) => !isNodeType(from) || !isNodeType(to))).toEqual([]);
});

test('a name means one thing: an edge, its reverse or a property', () => {
  const names = [...propertyNames, ...EDGE_TYPES.flatMap(({ name, reverse }) => [name, reverse])];
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('a session is joined to its asset by a declared edge, and its parts are properties', () => {
  for (const { name, identity, properties } of NODE_TYPES) {
    if (identity.kind !== 'session') continue;
    expect(findEdge(identity.asset)?.edge).toMatchObject({ from: name, to: 'asset' });
    const known = properties.map((property) => property.name);
    expect(known).toEqual(expect.arrayContaining([...identity.over, identity.start, identity.end]));
  }
});

test('a boundary node is not identified by an asset', () => {
  for (const { boundary, identity, name } of NODE_TYPES) {
    const hasAsset = identity.kind === 'session' || identity.over.includes('asset');
    if (name !== 'asset') expect(`${name} ${boundary}`).toBe(`${name} ${!hasAsset}`);
  }
});

test('docs/schema.md is up to date (npm run docs:schema writes it)', () => {
  const page = path.resolve(import.meta.dirname, '../../docs/schema.md');
  expect(readFileSync(page, 'utf8')).toBe(schemaDocument());
});

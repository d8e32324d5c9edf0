import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';
import { FaultList } from './fault.ts';

/** A YAML value with its place in the text; aliases are already replaced by what they stand for. */
export type Tree = ScalarTree | ListTree | MapTree;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly at: number;
  readonly value: string | number | boolean | null;
  /** What the value is as text: digits as they were written, so that none are lost. */
  readonly text: string;
  /** Whether an offset into `text` is the same offset into the document, from `at`. */
  readonly plain: boolean;
}

export interface ListTree {
  readonly kind: 'list';
  readonly at: number;
  readonly items: readonly Tree[];
}

export interface MapTree {
  readonly kind: 'map';
  readonly at: number;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly at: number;
  readonly value: Tree;
}

/** One YAML document and the list that collects what is wrong with it. */
export interface YamlDocument {
  readonly root: Tree | undefined;
  readonly faults: FaultList;
}

/** Characters of a file; the largest public rule has about 40,000. */
const MAX_CHARS = 1_000_000;
/** Values of a document, aliases counted as often as they stand; stops alias bombs. */
const MAX_VALUES = 50_000;
/** Nesting; Sigma needs four levels. */
const MAX_DEPTH = 20;

/**
 * Reads a YAML file, several documents in it if need be. Never throws: whatever is wrong is in the
 * documents' faults, and a document with faults may have no root.
 */
export function readYaml(text: string): readonly YamlDocument[] {
  const lines = new LineCounter();
  const locate = (offset: number) => {
    const place = lines.linePos(offset);
    return place.line === 0 ? { line: 1, col: 1 } : place;
  };
  if (text.length > MAX_CHARS) {
    return failed(locate, `the file has ${text.length} characters, at most ${MAX_CHARS} are read`);
  }
  let documents: readonly Document[];
  try {
    documents = [...parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })];
  } catch (error) {
    // The YAML library recurses: nesting of thousands of levels ends in a RangeError.
    return failed(locate, `not readable as YAML: ${error instanceof Error ? error.message : ''}`);
  }
  return documents.map((document) => {
    const faults = new FaultList(locate);
    for (const error of document.errors) faults.add(error.pos[0], `YAML: ${error.message}`);
    if (!faults.clean) return { root: undefined, faults };
    const builder = new TreeBuilder(document, faults);
    return { root: builder.build(document.contents, 0), faults };
  });
}

/** The value under a key, when the tree is a map that has it. */
export function entryOf(tree: Tree | undefined, key: string): Entry | undefined {
  return tree?.kind === 'map' ? tree.entries.find((entry) => entry.key === key) : undefined;
}

/** What kind of value a tree is, in words for people. */
export function kindOf(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'map' ? 'a map' : 'a list';
  if (tree.value === null) return 'empty';
  return `a ${typeof tree.value === 'string' ? 'text' : typeof tree.value}`;
}

function failed(
  locate: (offset: number) => { line: number; col: number },
  message: string,
): readonly YamlDocument[] {
  const faults = new FaultList(locate);
  faults.add(0, message);
  return [{ root: undefined, faults }];
}

class TreeBuilder {
  readonly #document: Document;
  readonly #faults: FaultList;
  #values = 0;

  constructor(document: Document, faults: FaultList) {
    this.#document = document;
    this.#faults = faults;
  }

  build(node: unknown, depth: number): Tree | undefined {
    const at = startOf(node);
    this.#values++;
    if (this.#values > MAX_VALUES || depth > MAX_DEPTH) {
      if (this.#faults.clean) {
        const limit = depth > MAX_DEPTH ? `${MAX_DEPTH} levels` : `${MAX_VALUES} values`;
        this.#faults.add(at, `the document has more than ${limit}`);
      }
      return undefined;
    }
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      return target === undefined ? undefined : this.build(target, depth + 1);
    }
    if (isScalar(node)) return scalarTree(node, at);
    if (isSeq(node)) {
      const items = node.items.flatMap((item) => this.build(item, depth + 1) ?? []);
      return { kind: 'list', at, items };
    }
    if (isMap(node)) {
      const entries: Entry[] = [];
      for (const pair of node.items) {
        const keyAt = startOf(pair.key);
        if (!isScalar(pair.key)) {
          this.#faults.add(keyAt, 'a key must be a plain text');
          continue;
        }
        const value = this.build(pair.value ?? undefined, depth + 1);
        if (value !== undefined)
          entries.push({ key: scalarTree(pair.key, keyAt).text, at: keyAt, value });
      }
      return { kind: 'map', at, entries };
    }
    return { kind: 'scalar', at, value: null, text: '', plain: false };
  }
}

function startOf(node: unknown): number {
  const range = (node as { range?: readonly number[] } | null | undefined)?.range;
  return range?.[0] ?? 0;
}

function scalarTree(
  node: { value: unknown; source?: string; type?: string },
  at: number,
): ScalarTree {
  const { value } = node;
  const plain =
    node.type === 'PLAIN' || node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE';
  if (typeof value === 'string') return { kind: 'scalar', at, value, text: value, plain };
  if (typeof value === 'number') {
    const source = node.source ?? '';
    const text = /^-?(0|[1-9]\d*)$/.test(source) ? source : String(value);
    return { kind: 'scalar', at, value, text, plain };
  }
  if (typeof value === 'boolean') return { kind: 'scalar', at, value, text: String(value), plain };
  return { kind: 'scalar', at, value: null, text: '', plain };
}

import { closest } from './fault.ts';
import type { FaultList } from './fault.ts';
import { kindOf } from './tree.ts';
import type { Entry, ListTree, MapTree, ScalarTree, Tree } from './tree.ts';

/** Reads the known keys of a map, and reports unknown, repeated and missing ones. */
export class Fields {
  readonly at: number;
  readonly #entries = new Map<string, Entry>();
  readonly #faults: FaultList;

  /**
   * @param what the thing that the map describes, as faults name it
   * @param known the keys that it may have
   */
  constructor(map: MapTree, what: string, known: readonly string[], faults: FaultList) {
    this.at = map.at;
    this.#faults = faults;
    for (const entry of map.entries) {
      if (!known.includes(entry.key)) {
        faults.add(entry.at, `${what} has no key \`${entry.key}\``, suggest(entry.key, known));
      } else if (this.#entries.has(entry.key)) {
        faults.add(entry.at, `\`${entry.key}\` stands twice`);
      } else this.#entries.set(entry.key, entry);
    }
  }

  entry(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** The entry of a key, or a fault. */
  required(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#faults.add(this.at, `\`${key}\` is missing`);
    return entry;
  }

  /** A text of a length; undefined, with a fault, when it is none. */
  text(key: string, { maxLength }: { readonly maxLength: number }): string | undefined {
    const entry = this.required(key);
    if (entry === undefined) return undefined;
    const text = textOf(entry.value)?.trim();
    if (text === undefined || text === '') {
      this.#faults.add(entry.value.at, `\`${key}\` is ${kindOf(entry.value)}`, 'write a text');
      return undefined;
    }
    if (text.length > maxLength) {
      this.#faults.add(entry.value.at, `\`${key}\` has more than ${maxLength} characters`);
      return undefined;
    }
    return text;
  }

  /** A number within bounds. */
  number(key: string, bounds: NumberBounds): number | undefined {
    const entry = this.required(key);
    if (entry === undefined) return undefined;
    const { min, max, isWhole } = bounds;
    const value = entry.value.kind === 'scalar' ? entry.value.value : undefined;
    const isRight = typeof value === 'number' && value >= min && value <= max;
    if (isRight && (isWhole !== true || Number.isInteger(value))) return value;
    const kind = isWhole === true ? 'a whole number' : 'a number';
    this.#faults.add(entry.value.at, `\`${key}\` must be ${kind} from ${min} to ${max}`);
    return undefined;
  }

  /** A list of texts; one text alone stands for a list of it. Empty, with a fault, for all else. */
  texts(key: string, { max }: { readonly max: number }): readonly ScalarTree[] {
    const entry = this.#entries.get(key);
    return entry === undefined ? [] : textsOf(entry, max, this.#faults);
  }

  /** A list; undefined, with a fault, for anything else, and without where the key is missing. */
  list(key: string, { max }: { readonly max: number }): ListTree | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const { value } = entry;
    if (value.kind !== 'list') {
      this.#faults.add(value.at, `\`${key}\` is ${kindOf(value)}`, 'write a list');
      return undefined;
    }
    if (value.items.length === 0 || value.items.length > max) {
      this.#faults.add(value.at, `\`${key}\` must have 1 to ${max} items`);
      return undefined;
    }
    return value;
  }
}

interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
}

/** What to write instead: the nearest of what there is, or all of it. */
export function suggest(written: string, known: readonly string[]): string {
  const near = closest(written.toLowerCase(), known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
}

/** The text of a scalar; undefined for anything else. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? tree.text : undefined;
}

/** The map that a value is; undefined, with a fault, for anything else. */
export function mapOf(tree: Tree, what: string, faults: FaultList): MapTree | undefined {
  if (tree.kind === 'map') return tree;
  faults.add(tree.at, `${what} is ${kindOf(tree)}`, 'write a map');
  return undefined;
}

function textsOf({ key, value }: Entry, max: number, faults: FaultList): readonly ScalarTree[] {
  const items = value.kind === 'list' ? value.items : [value];
  if (items.length > max) faults.add(value.at, `\`${key}\` has more than ${max} items`);
  return items.slice(0, max).flatMap((item): ScalarTree[] => {
    if (item.kind === 'scalar' && item.value !== null) return [item];
    faults.add(item.at, `\`${key}\` holds ${kindOf(item)}`, 'write texts');
    return [];
  });
}

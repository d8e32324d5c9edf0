import { lastPart } from './condition.ts';
import type { Anchor, PropertyReader } from './condition.ts';

interface ByText<T> {
  readonly property: string;
  readonly kind: Anchor['kind'];
  readonly items: Map<string, T[]>;
}

/** A thing whose anchor has so many texts that they are not gone through for each thing. */
interface Wide<T> {
  readonly item: T;
  readonly anchor: Anchor;
}

/** Anchors with more texts are lists of indicators, which several analyzers share. */
const MAX_NARROW_TEXTS = 1_000;

/**
 * Things by the one text that each needs a property to be, so that of hundreds only those are
 * looked at that can hold.
 */
export class AnchorIndex<T> {
  readonly #loose: T[] = [];
  readonly #anchored = new Map<string, ByText<T>>();
  readonly #wide: Wide<T>[] = [];

  /** Adds a thing; without an anchor it is always found. */
  add(item: T, anchor: Anchor | undefined): void {
    if (anchor === undefined) {
      this.#loose.push(item);
      return;
    }
    const { property, kind, texts } = anchor;
    if (texts.size > MAX_NARROW_TEXTS) {
      this.#wide.push({ item, anchor });
      return;
    }
    const key = `${kind} ${property}`;
    let byText = this.#anchored.get(key);
    if (byText === undefined) {
      byText = { property, kind, items: new Map() };
      this.#anchored.set(key, byText);
    }
    for (const text of texts) {
      const items = byText.items.get(text);
      if (items === undefined) byText.items.set(text, [item]);
      else items.push(item);
    }
  }

  /** Everything there is, each once. */
  all(): readonly T[] {
    const anchored = [...this.#anchored.values()].flatMap(({ items }) =>
      [...items.values()].flat(),
    );
    return [...new Set([...this.#loose, ...this.#wide.map(({ item }) => item), ...anchored])];
  }

  /** Everything that a node with these properties can fulfil, and some that it cannot. */
  find(read: PropertyReader, visit: (item: T) => void): void {
    for (const item of this.#loose) visit(item);
    for (const { item, anchor } of this.#wide) {
      const { property, kind, texts } = anchor;
      const has = ({ lower }: { readonly lower: string }) =>
        texts.has(kind === 'equals' ? lower : lastPart(lower));
      if (read(property).some(has)) visit(item);
    }
    for (const { property, kind, items } of this.#anchored.values()) {
      for (const { lower } of read(property)) {
        const found = items.get(kind === 'equals' ? lower : lastPart(lower));
        if (found !== undefined) for (const item of found) visit(item);
      }
    }
  }
}

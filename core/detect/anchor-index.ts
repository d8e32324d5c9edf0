import { lastPart } from './condition.ts';
import type { Anchor, PropertyReader } from './condition.ts';

interface ByText<T> {
  readonly property: string;
  readonly kind: Anchor['kind'];
  readonly items: Map<string, T[]>;
}

/**
 * Things by the one text that each needs a property to be, so that of hundreds only those are
 * looked at that can hold.
 */
export class AnchorIndex<T> {
  readonly #loose: T[] = [];
  readonly #anchored = new Map<string, ByText<T>>();

  /** Adds a thing; without an anchor it is always found. */
  add(item: T, anchor: Anchor | undefined): void {
    if (anchor === undefined) {
      this.#loose.push(item);
      return;
    }
    const { property, kind, texts } = anchor;
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
    return [...new Set([...this.#loose, ...anchored])];
  }

  /** Everything that a node with these properties can fulfil, and some that it cannot. */
  find(read: PropertyReader, visit: (item: T) => void): void {
    for (const item of this.#loose) visit(item);
    for (const { property, kind, items } of this.#anchored.values()) {
      for (const { lower } of read(property)) {
        const found = items.get(kind === 'equals' ? lower : lastPart(lower));
        if (found !== undefined) for (const item of found) visit(item);
      }
    }
  }
}

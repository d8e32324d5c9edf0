import type { HuntView, SavedViewRequest } from '../../../../core/contract/saved-views.ts';
import { savedViews } from '../../saved-views-client.ts';

/** What a hunt looks for, and in which type of node; an empty type is any. */
export type Hunt = HuntView['query'];

/** The hunts that this browser kept before organisations did. */
export const LOCAL_KEY = 'grapnel.hunts';

const MAX_NAME = 60;

export function isSame(a: Hunt, b: Hunt): boolean {
  return a.q === b.q && a.type === b.type;
}

/** What a hunt is called unless it is told otherwise. */
export function nameOf({ q, type }: Hunt): string {
  return (type === '' ? q : `${type}: ${q}`).slice(0, MAX_NAME).trim();
}

/**
 * Moves the hunts that this browser kept to the member's own views, once: what could not be moved
 * stays where it is.
 *
 * @param save asks the service to keep one
 * @returns how many were moved
 */
export async function moveLocalHunts(
  save: (view: SavedViewRequest) => Promise<unknown> = savedViews.save,
): Promise<number> {
  const kept = readLocal();
  const names = new Set<string>();
  let moved = 0;
  // Latest first; the service sorts by name.
  for (const [at, query] of kept.entries()) {
    const plain = nameOf(query);
    const name = names.has(plain) ? `${plain.slice(0, MAX_NAME - 4)} ${at + 1}` : plain;
    names.add(name);
    await save({ name, isShared: false, screen: 'hunt', query });
    moved += 1;
    localStorage.setItem(LOCAL_KEY, JSON.stringify(kept.slice(moved).map(asLocal)));
  }
  if (moved > 0) localStorage.removeItem(LOCAL_KEY);
  return moved;
}

const asLocal = ({ q, type }: Hunt) => ({ text: q, type });

function readLocal(): readonly Hunt[] {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage?.getItem(LOCAL_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.flatMap(asHunt) : [];
  } catch {
    // What cannot be read is as if nothing had been kept.
    return [];
  }
}

function asHunt(value: unknown): Hunt[] {
  const { text, type } = (value ?? {}) as { readonly text?: unknown; readonly type?: unknown };
  const isHunt = typeof text === 'string' && text.trim() !== '' && typeof type === 'string';
  return isHunt ? [{ q: text.trim().slice(0, 500), type: type.slice(0, 40) }] : [];
}

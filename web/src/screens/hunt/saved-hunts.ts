import { signal } from '@preact/signals';

/** A hunt that was kept. */
export interface SavedHunt {
  readonly text: string;
  readonly type: string;
}

const KEY = 'grapnel.hunts';

/** More would be a list to search in. */
const MAX_KEPT = 12;

/** The hunts that this browser keeps, latest first. */
export const savedHunts = signal<readonly SavedHunt[]>(read());

/** Keeps a hunt, or lets go of one that is kept. */
export function toggleHunt(hunt: SavedHunt): void {
  const others = savedHunts.peek().filter((kept) => !isSame(kept, hunt));
  const isKept = others.length < savedHunts.peek().length;
  savedHunts.value = isKept ? others : [hunt, ...others].slice(0, MAX_KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(savedHunts.peek()));
  } catch {
    // Storage is refused in some private windows; hunts are then kept as long as the page.
  }
}

export function isSame(a: SavedHunt, b: SavedHunt): boolean {
  return a.text === b.text && a.type === b.type;
}

function read(): readonly SavedHunt[] {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isHunt).slice(0, MAX_KEPT) : [];
  } catch {
    // What is not readable is as if nothing were kept.
    return [];
  }
}

function isHunt(value: unknown): value is SavedHunt {
  const hunt = value as Partial<SavedHunt> | null;
  return typeof hunt?.text === 'string' && typeof hunt.type === 'string';
}

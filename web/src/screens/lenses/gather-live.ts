import type { LensLife } from '../../../../core/contract/lens-life.ts';
import type { LensSummary } from '../../../../core/contract/lenses.ts';

interface GatherOptions {
  readonly afterMs: number;
  readonly onLenses: (lenses: readonly LensSummary[]) => void;
  readonly onLives: (lives: readonly (readonly [id: string, life: LensLife])[]) => void;
}

/** What takes the messages of the feed. */
export interface Gathered {
  readonly lens: (lens: LensSummary) => void;
  readonly lives: (lives: Readonly<Record<string, LensLife>>) => void;
  readonly stop: () => void;
}

/**
 * Gathers what the feed brings, and tells it at once: of each lens the newest. While a page is not
 * seen, its timers are slow; what waits for them is never more than one message a lens.
 */
export function gather({ afterMs, onLenses, onLives }: GatherOptions): Gathered {
  const lenses = new Map<string, LensSummary>();
  const lives = new Map<string, LensLife>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    if (lenses.size > 0) onLenses([...lenses.values()]);
    if (lives.size > 0) onLives([...lives]);
    lenses.clear();
    lives.clear();
  };
  const wait = () => (timer ??= setTimeout(tell, afterMs));
  return {
    lens: (lens) => {
      const before = lenses.get(lens.id);
      if (before === undefined || lens.updatedAt >= before.updatedAt) lenses.set(lens.id, lens);
      wait();
    },
    lives: (changed) => {
      for (const [id, life] of Object.entries(changed)) {
        if (life.version >= (lives.get(id)?.version ?? 0)) lives.set(id, life);
      }
      wait();
    },
    stop: () => clearTimeout(timer),
  };
}

/** One key, or a sequence of two with a space between, and what it does. */
export interface KeyBinding {
  /**
   * As `KeyboardEvent.key` names them: `j`, `?`, `ArrowDown`, `g l`. `Mod+k` is with Ctrl or ⌘, and
   * works in fields, too. Empty for a command that has no key: the palette alone has it.
   */
  readonly keys: string;
  /** What it does, for the sheet of keys. */
  readonly what: string;
  /** The heading under which the sheet lists it. */
  readonly group: string;
  readonly run: () => void;
}

/** What the reader needs of a keyboard event. */
export interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/** The second key of a sequence must follow within this time. */
const SEQUENCE_MS = 1200;

/** What the key that goes with letters is called on this machine. */
const MOD_NAME = /Mac|iP/.test(globalThis.navigator?.platform ?? '') ? '⌘' : 'Ctrl';

/** Reads strokes into bindings; it remembers only the first key of a sequence. */
export class KeyReader {
  #first: { readonly key: string; readonly timeMs: number } | undefined;

  /** The binding that the stroke completes; later bindings go before earlier ones. */
  read(stroke: KeyStroke, bindings: readonly KeyBinding[], timeMs: number): KeyBinding | undefined {
    if (stroke.isComposing || stroke.altKey) return undefined;
    if (stroke.ctrlKey || stroke.metaKey) {
      return bindings.findLast((binding) => binding.keys === `Mod+${stroke.key}`);
    }
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined && timeMs - first.timeMs <= SEQUENCE_MS) {
      const sequence = bindings.findLast(
        (binding) => binding.keys === `${first.key} ${stroke.key}`,
      );
      if (sequence !== undefined) return sequence;
    }
    if (bindings.some((binding) => binding.keys.startsWith(`${stroke.key} `))) {
      this.#first = { key: stroke.key, timeMs };
    }
    return bindings.findLast((binding) => binding.keys === stroke.key);
  }
}

/** How a key is written on the sheet and on buttons. */
export function keyNames(keys: string): string[] {
  const names: Readonly<Record<string, string>> = {
    Mod: MOD_NAME,
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    Escape: 'Esc',
    Enter: '↵',
  };
  return keys.split(/[ +](?=.)/).map((key) => names[key] ?? key);
}

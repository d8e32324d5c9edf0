import { TACTICS, tacticOf } from '../../../core/contract/tactics.ts';
import styles from './tactic-strip.module.css';

const SLOT = 8;
const STEP = SLOT + 2;

/** The square of a slot, half a pixel in so that its line is sharp. */
const square = (at: number) => `M${at * STEP + 0.5} 0.5h7v7h-7z`;

const EVERY_SLOT = TACTICS.map((_, at) => square(at)).join('');

/**
 * The tactics of ATT&CK in the order of its matrix; those of the techniques are filled. Two paths:
 * lists draw many of these at once.
 */
export function TacticStrip({ techniques }: { readonly techniques: readonly string[] }) {
  const reached = new Set(techniques.flatMap((technique) => tacticOf(technique)?.name ?? []));
  const words = reached.size === 0 ? 'No known tactic' : [...reached].join(', ');
  const filled = TACTICS.map(({ name }, at) => (reached.has(name) ? square(at) : '')).join('');
  return (
    <span class={styles.strip} role="img" aria-label={words} title={words}>
      <svg
        class={styles.slots}
        viewBox={`0 0 ${TACTICS.length * STEP - 2} ${SLOT}`}
        aria-hidden="true"
      >
        <path class={styles.slot} d={EVERY_SLOT} />
        {filled !== '' && <path class={styles.reached} d={filled} />}
      </svg>
    </span>
  );
}

import { TACTICS, tacticOf } from '../../../core/contract/tactics.ts';
import styles from './tactic-strip.module.css';

/** The tactics of ATT&CK in the order of its matrix; those of the techniques are filled. */
export function TacticStrip({ techniques }: { readonly techniques: readonly string[] }) {
  const reached = new Set(techniques.flatMap((technique) => tacticOf(technique)?.name ?? []));
  const words = reached.size === 0 ? 'No known tactic' : [...reached].join(', ');
  return (
    <span class={styles.strip} role="img" aria-label={words} title={words}>
      {TACTICS.map(({ name }) => (
        <span key={name} class={styles.slot} data-reached={reached.has(name) ? '' : undefined} />
      ))}
    </span>
  );
}

import styles from './more.module.css';
import { visibleText } from './visible-text.ts';

/** How many there are besides those that are shown, and on pointing which. */
export function More({ words }: { readonly words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <span class={styles.more} title={words.map((word) => visibleText(word, 120)).join('\n')}>
      +{words.length}
    </span>
  );
}

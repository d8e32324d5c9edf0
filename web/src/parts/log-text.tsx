import styles from './log-text.module.css';
import { visibleParts, wholeStart } from './visible-text.ts';
import type { Lines } from './visible-text.ts';

interface LogTextProps {
  readonly text: string;
  /** `many`: line feeds and tabs stay, as in a raw record. */
  readonly lines?: Lines;
  /** Characters shown; what is left out is said. */
  readonly limit?: number;
  readonly class?: string | undefined;
}

/** Long enough for any command line that a person will read in place. */
const DEFAULT_LIMIT = 1000;

/**
 * A string that came from a log. It is only ever text; what hides or deceives in it is a visible
 * mark, and its direction cannot leak into what stands around it.
 */
export function LogText({ text, lines = 'one', limit = DEFAULT_LIMIT, class: name }: LogTextProps) {
  const cut = text.length > limit ? wholeStart(text, limit) : text;
  return (
    <bdi class={`${styles.text} ${name ?? ''}`} dir="ltr">
      {visibleParts(cut, lines).map((part) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <span class={styles.mark} title={part.name}>
            {part.text}
          </span>
        ),
      )}
      {cut.length < text.length && (
        <span class={styles.cut}>
          … {(text.length - cut.length).toLocaleString('en')} more characters
        </span>
      )}
    </bdi>
  );
}

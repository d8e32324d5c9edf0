import type { Source } from '../../../../core/contract/sources.ts';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { CountBar } from './count-bar.tsx';
import { SourceTokens } from './source-tokens.tsx';
import styles from './sources.module.css';

interface SourceCardProps {
  readonly source: Source;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  /** Called when its tokens are not what they were. */
  readonly onChanged: () => void;
}

/** One source: what came of its records, and its tokens. Choosing it filters what is below. */
export function SourceCard({ source, isChosen, onChoose, onChanged }: SourceCardProps) {
  return (
    <article class={styles.card} data-chosen={isChosen ? '' : undefined}>
      <header class={styles.cardHead}>
        <h2 class={styles.cardName}>
          <button
            class={styles.choose}
            type="button"
            aria-pressed={isChosen}
            title="Show only its uploads"
            onClick={onChoose}
          >
            <LogText text={source.name} limit={80} />
          </button>
        </h2>
        <span class={styles.seen}>
          {source.lastSeenAt === null ? (
            <a href={paths.welcomeOf(source.id)}>nothing sent yet</a>
          ) : (
            <>
              last upload <RelativeTimestamp at={source.lastSeenAt} />
            </>
          )}
        </span>
      </header>
      <CountBar records={source.records} />
      <SourceTokens source={source} onChanged={onChanged} />
    </article>
  );
}

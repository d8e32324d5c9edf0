import type { AnalyzerChange } from '../../../../core/contract/analyzers.ts';
import { Button } from '../../parts/button.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './editor.module.css';

interface HistoryProps {
  readonly changes: readonly AnalyzerChange[];
  /** Puts a text of before into the editor; absent where there is none. */
  readonly onTake?: (source: string) => void;
}

const WORDS: Readonly<Record<AnalyzerChange['action'], string>> = {
  saved: 'saved',
  deleted: 'deleted',
  on: 'turned on',
  shadow: 'put into shadow',
  off: 'turned off',
  stopped: 'stopped, over its budget,',
};

/** Who changed what, newest first. */
export function History({ changes, onTake }: HistoryProps) {
  if (changes.length === 0) return null;
  return (
    <ol class={styles.history} aria-label="Changes">
      {changes.map(({ version, at, by, action, source }) => (
        <li key={version} class={styles.change}>
          <span>
            <strong>{WORDS[action]}</strong> by <LogText text={by} limit={80} />
          </span>
          <span class={styles.quiet}>
            <RelativeTimestamp at={at} />
          </span>
          {onTake !== undefined && source !== undefined && (
            <Button kind="quiet" onClick={() => onTake(source)}>
              Take this text
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}

import { ApiError, mayPass } from '../api-client.ts';
import { Button } from './button.tsx';
import styles from './error-note.module.css';
import { Icon } from './icon.tsx';

interface ErrorNoteProps {
  readonly error: unknown;
  /** What could not be done: `The lenses could not be loaded`. */
  readonly title: string;
  /** Tries again; offered only where that may help. */
  readonly onRetry?: () => void;
}

/** A failure, in the place where its answer would have been, with what support needs to find it. */
export function ErrorNote({ error, title, onRetry }: ErrorNoteProps) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div class={styles.note} role="alert">
      <Icon name="warning" class={styles.icon} />
      <div class={styles.body}>
        <p class={styles.title}>{title}</p>
        <p class={styles.detail}>
          {problem === undefined ? 'Something went wrong in this page.' : problem.title}
          {problem?.detail !== undefined && ` — ${problem.detail}`}
        </p>
        {problem !== undefined && problem.requestId !== '' && (
          <p class={styles.request}>
            request <code>{problem.requestId}</code>
          </p>
        )}
      </div>
      {onRetry !== undefined && mayPass(error) && <Button onClick={onRetry}>Retry</Button>}
    </div>
  );
}

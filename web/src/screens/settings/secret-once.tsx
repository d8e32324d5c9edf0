import { CopyButton } from '../../parts/copy-button.tsx';
import { Button } from '../../parts/button.tsx';
import styles from './settings.module.css';

interface SecretOnceProps {
  readonly title: string;
  readonly secret: string;
  /** What to do with it. */
  readonly about: string;
  readonly onDone: () => void;
}

/** A secret that is shown this once. */
export function SecretOnce({ title, secret, about, onDone }: SecretOnceProps) {
  return (
    <section class={styles.once} aria-label={title} role="status">
      <h3>{title}</h3>
      <p class={styles.quiet}>{about}</p>
      <div class={styles.secret}>
        <code>{secret}</code>
        <CopyButton text={secret} label="Copy" />
        <Button kind="quiet" onClick={onDone}>
          Done
        </Button>
      </div>
    </section>
  );
}

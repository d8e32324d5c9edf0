import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import styles from './two-factor.module.css';

interface BackupCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

/** Codes for when the authenticator is lost, shown this once. */
export function BackupCodes({ codes, onDone }: BackupCodesProps) {
  return (
    <section class={styles.steps} aria-label="Backup codes" role="status">
      <p>
        Keep these where you find them without your phone. Each signs you in once when the
        authenticator is lost. They are not shown again.
      </p>
      <ul class={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class={styles.actions}>
        <CopyButton text={codes.join('\n')} label="Copy them all" />
        <Button kind="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </section>
  );
}

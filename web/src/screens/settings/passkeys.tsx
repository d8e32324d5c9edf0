import { useSignal } from '@preact/signals';
import type { PasskeySummary } from '../../../../core/contract/passkeys.ts';
import { canUsePasskeys } from '../../data/passkeys.ts';
import { useResource } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { settings } from '../../settings-client.ts';
import { AddPasskey } from './add-passkey.tsx';
import styles from './settings.module.css';
import { SureButton } from './sure-button.tsx';

/** Someone's passkeys, and the ways to add and to remove one. */
export function Passkeys() {
  const passkeys = useResource('passkeys', settings.passkeys);
  const change = useChange();
  const isOpen = useSignal(false);
  const list = passkeys.data.value ?? [];
  const fault = passkeys.error.value ?? change.error.value;
  return (
    <section class={styles.section} aria-label="Passkeys">
      <h2 class={styles.heading}>Passkeys</h2>
      <p class={styles.lead}>
        A passkey signs you in by the lock of your device: without a password, and to this site
        alone. It counts as two factors.
      </p>
      {fault !== undefined && <ErrorNote error={fault} title="That did not work" />}
      {list.length > 0 && (
        <ul class={styles.rows} aria-label="Your passkeys">
          {list.map((passkey) => (
            <Row
              key={passkey.id}
              passkey={passkey}
              busy={change.busy.value}
              onRemove={() =>
                void change
                  .run(() => settings.removePasskey(passkey.id))
                  .then(() => passkeys.reload())
              }
            />
          ))}
        </ul>
      )}
      {isOpen.value ? (
        <AddPasskey
          onDone={() => {
            isOpen.value = false;
            void passkeys.reload();
          }}
        />
      ) : (
        <span>
          {canUsePasskeys() ? (
            <Button onClick={() => (isOpen.value = true)}>Add a passkey…</Button>
          ) : (
            <span class={styles.quiet}>This browser has no passkeys for this address.</span>
          )}
        </span>
      )}
    </section>
  );
}

interface RowProps {
  readonly passkey: PasskeySummary;
  readonly busy: boolean;
  readonly onRemove: () => void;
}

function Row({ passkey: { name, createdAt, usedAt }, busy, onRemove }: RowProps) {
  return (
    <li class={styles.row}>
      <span class={styles.what}>
        <span class={styles.name}>
          <LogText text={name} limit={80} />
        </span>
        <span class={styles.quiet}>
          since <RelativeTimestamp at={createdAt} />
          {' · '}
          {usedAt === null ? (
            'never used'
          ) : (
            <>
              last used <RelativeTimestamp at={usedAt} />
            </>
          )}
        </span>
      </span>
      <SureButton
        word="Remove"
        question="Remove it, and sign it out?"
        busy={busy}
        onSure={onRemove}
      />
    </li>
  );
}

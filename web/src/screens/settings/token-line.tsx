import type { TokenSummary } from '../../../../core/contract/tokens.ts';
import { now } from '../../data/clock.ts';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './settings.module.css';
import { SureButton } from './sure-button.tsx';

/** How long the old token goes on to work after it was replaced: time to tell every sender. */
const GRACE_SECONDS = 86_400;

/** A token as it may be shown again, with when it was used, and when it ends. */
export function TokenLine({ token }: { readonly token: TokenSummary }) {
  return (
    <span class={styles.quiet}>
      <code class={styles.mono}>
        {token.prefix}…{token.lastFour}
      </code>
      {' · '}
      {token.lastUsedAt === null ? (
        'never used'
      ) : (
        <>
          used <RelativeTimestamp at={token.lastUsedAt} />
        </>
      )}
      {token.expiresAt !== null && (
        <>
          {' · '}
          {token.expiresAt > now.value ? 'ends ' : 'ended '}
          <RelativeTimestamp at={token.expiresAt} />
        </>
      )}
    </span>
  );
}

interface TokenActionsProps {
  readonly token: TokenSummary;
  readonly busy: boolean;
  readonly onRotate: (graceSeconds: number) => void;
  readonly onRevoke: () => void;
}

/** What can be done with a token. A replaced one goes on to work for a day. */
export function TokenActions({ token, busy, onRotate, onRevoke }: TokenActionsProps) {
  const isEnding = token.expiresAt !== null && token.expiresAt < now.value + GRACE_SECONDS * 1_000;
  return (
    <span>
      {!isEnding && (
        <SureButton
          word="Replace"
          question="Make a new one? This works a day more"
          busy={busy}
          onSure={() => onRotate(GRACE_SECONDS)}
        />
      )}
      <SureButton word="Revoke" question="Revoke it now?" busy={busy} onSure={onRevoke} />
    </span>
  );
}

import { useSignal } from '@preact/signals';
import { isAtLeast } from '../../../../core/contract/roles.ts';
import type { Source } from '../../../../core/contract/sources.ts';
import { session } from '../../data/session.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { settings } from '../../settings-client.ts';
import { SecretOnce } from '../settings/secret-once.tsx';
import { TokenActions, TokenLine } from '../settings/token-line.tsx';
import { useChange } from '../../data/use-change.ts';
import styles from './sources.module.css';

interface SourceTokensProps {
  readonly source: Source;
  readonly onChanged: () => void;
}

/** The ingest tokens of a source. Admins make, replace and revoke them. */
export function SourceTokens({ source, onChanged }: SourceTokensProps) {
  const change = useChange();
  const shown = useSignal<string | undefined>(undefined);
  const known = session.value;
  const isAdmin = known.state === 'some' && isAtLeast(known.session.role, 'admin');
  const make = async (work: () => Promise<{ readonly token: string } | undefined>) => {
    await change.run(async () => {
      shown.value = (await work())?.token;
    });
    onChanged();
  };
  return (
    <div class={styles.tokens}>
      <ul aria-label={`Ingest tokens of ${source.name}`}>
        {source.tokens.map((token) => (
          <li key={token.id} class={styles.tokenLine}>
            <TokenLine token={token} />
            {isAdmin && (
              <TokenActions
                token={token}
                busy={change.busy.value}
                onRotate={(graceSeconds) =>
                  void make(() => settings.rotateIngestToken(source.id, token.id, graceSeconds))
                }
                onRevoke={() =>
                  void make(async () => {
                    await settings.revokeIngestToken(source.id, token.id);
                    return undefined;
                  })
                }
              />
            )}
          </li>
        ))}
      </ul>
      {isAdmin && (
        <Button
          kind="quiet"
          icon="plus"
          busy={change.busy.value}
          onClick={() => void make(() => settings.addIngestToken(source.id))}
        >
          Another token
        </Button>
      )}
      {shown.value !== undefined && (
        <SecretOnce
          title="The new token"
          about="Shown this once. Whoever has it can send logs to this source."
          secret={shown.value}
          onDone={() => (shown.value = undefined)}
        />
      )}
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
    </div>
  );
}

import { useSignal } from '@preact/signals';
import type { Scope } from '../../../../core/contract/roles.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './settings.module.css';
import { useAction } from './use-action.ts';

const SCOPES: readonly Scope[] = ['read', 'triage', 'manage'];

/** Tokens that programs call the API with: shown once, and taken away at once. */
export function ApiTokens() {
  const tokens = useResource('api-tokens', api.apiTokens);
  const action = useAction();
  const name = useSignal('');
  const scopes = useSignal<readonly Scope[]>(['read']);
  const shown = useSignal('');
  const asked = useSignal('');
  const make = () =>
    void action.run(async () => {
      const wanted = { name: name.value, scopes: [...scopes.value], expiresInDays: null };
      shown.value = (await api.makeApiToken(wanted)).token;
      name.value = '';
      await tokens.reload();
    });
  const revoke = (id: string) => {
    if (asked.value !== id) {
      asked.value = id;
      return;
    }
    void action.run(async () => {
      await api.revokeApiToken(id);
      await tokens.reload();
    });
  };
  const list = tokens.data.value;
  const error = action.error.value ?? tokens.error.value;
  return (
    <section class={styles.section} aria-label="API tokens">
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <Field
          label="Name"
          name="token-name"
          type="text"
          autoComplete="off"
          maxLength={80}
          value={name.value}
          onInput={(value) => (name.value = value)}
        />
        <fieldset class={styles.choices}>
          <legend class={styles.quiet}>May</legend>
          {SCOPES.map((scope) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={scopes.value.includes(scope)}
                onChange={() => {
                  const rest = scopes.value.filter((other) => other !== scope);
                  scopes.value = rest.length < scopes.value.length ? rest : [...rest, scope];
                }}
              />{' '}
              {scope}
            </label>
          ))}
        </fieldset>
        <Button
          kind="primary"
          type="submit"
          busy={action.busy.value}
          disabled={scopes.value.length === 0}
        >
          Make a token
        </Button>
      </form>
      {shown.value !== '' && (
        <div class={styles.secret} role="status">
          <strong>Shown this once:</strong>
          <code>{shown.value}</code>
          <CopyButton text={shown.value} label="Copy token" />
        </div>
      )}
      {error !== undefined && <ErrorNote error={error} title="That did not work" />}
      {list?.length === 0 && (
        <EmptyState title="No tokens yet">
          <p>A program sends one as “Authorization: Bearer TOKEN”.</p>
        </EmptyState>
      )}
      {list !== undefined && list.length > 0 && (
        <div class={styles.scroll}>
          <table class={styles.table}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Token</th>
                <th scope="col">May</th>
                <th scope="col">Last used</th>
                <th scope="col">Change</th>
              </tr>
            </thead>
            <tbody>
              {list.map((token) => (
                <tr key={token.id}>
                  <td>
                    <LogText text={token.name} limit={80} />
                  </td>
                  <td>
                    <code>
                      {token.prefix}…{token.lastFour}
                    </code>
                  </td>
                  <td>{token.scopes.join(', ')}</td>
                  <td>
                    {token.lastUsedAt === null ? (
                      'never'
                    ) : (
                      <RelativeTimestamp at={token.lastUsedAt} />
                    )}
                  </td>
                  <td>
                    <Button kind="quiet" onClick={() => revoke(token.id)}>
                      {asked.value === token.id ? 'Revoke for good?' : 'Revoke'}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

import { useSignal } from '@preact/signals';
import { SCOPES } from '../../../../core/contract/roles.ts';
import type { Scope } from '../../../../core/contract/roles.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { settings } from '../../settings-client.ts';
import { SecretOnce } from './secret-once.tsx';
import styles from './settings.module.css';
import { TokenActions, TokenLine } from './token-line.tsx';
import { useChange } from '../../data/use-change.ts';

const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  read: 'read',
  triage: 'triage lenses',
  manage: 'manage sources and analyzers',
};

/** Tokens with which programs use the API, each with what it may do. For admins. */
export function ApiTokens() {
  const tokens = useResource('api-tokens', settings.apiTokens);
  const change = useChange();
  const name = useSignal('');
  const scopes = useSignal<readonly Scope[]>(['read']);
  const days = useSignal('90');
  const shown = useSignal<string | undefined>(undefined);
  const make = async (work: () => Promise<{ readonly token: string } | undefined>) => {
    await change.run(async () => {
      shown.value = (await work())?.token ?? undefined;
    });
    void tokens.reload();
  };
  const create = () =>
    make(async () => {
      const made = await settings.createApiToken({
        name: name.peek().trim(),
        scopes: [...scopes.peek()],
        expiresInDays: days.peek() === '' ? null : Number(days.peek()),
      });
      name.value = '';
      return made;
    });
  const toggle = (scope: Scope) => {
    const has = scopes.peek().includes(scope);
    scopes.value = has
      ? scopes.peek().filter((other) => other !== scope)
      : [...scopes.peek(), scope];
  };
  const list = tokens.data.value ?? [];
  return (
    <section class={styles.section} aria-label="API tokens">
      <p class={styles.lead}>
        Programs use the API with a token, sent as <code>Authorization: Bearer TOKEN</code>. It may
        do what its scopes say, for this organisation alone.
      </p>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void create();
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
        <label class={styles.labelled}>
          <span>Works for</span>
          <select
            class={styles.select}
            value={days.value}
            onChange={(event) => (days.value = event.currentTarget.value)}
          >
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="366">a year</option>
            <option value="">ever</option>
          </select>
        </label>
        <fieldset class={styles.scopes}>
          <legend>May</legend>
          {SCOPES.map((scope) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={scopes.value.includes(scope)}
                onChange={() => toggle(scope)}
              />
              {SCOPE_WORDS[scope]}
            </label>
          ))}
        </fieldset>
        <Button
          kind="primary"
          type="submit"
          busy={change.busy.value}
          disabled={scopes.value.length === 0 || name.value.trim() === ''}
        >
          Make a token
        </Button>
      </form>
      {shown.value !== undefined && (
        <SecretOnce
          title="The new token"
          about="Shown this once. Whoever has it may do what its scopes say."
          secret={shown.value}
          onDone={() => (shown.value = undefined)}
        />
      )}
      {(tokens.error.value ?? change.error.value) !== undefined && (
        <ErrorNote error={tokens.error.value ?? change.error.value} title="That did not work" />
      )}
      {list.length > 0 && (
        <ul class={styles.rows} aria-label="API tokens">
          {list.map((token) => (
            <li key={token.id} class={styles.row}>
              <span class={styles.what}>
                <span class={styles.name}>
                  <LogText text={token.name} limit={80} />
                  {token.scopes.map((scope) => (
                    <span key={scope} class={styles.tag}>
                      {scope}
                    </span>
                  ))}
                </span>
                <TokenLine token={token} />
              </span>
              <TokenActions
                token={token}
                busy={change.busy.value}
                onRotate={(graceSeconds) =>
                  void make(() => settings.rotateApiToken(token.id, graceSeconds))
                }
                onRevoke={() =>
                  void make(async () => {
                    await settings.revokeApiToken(token.id);
                    return undefined;
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

import { useSignal } from '@preact/signals';
import type { CreatedInvitation } from '../../../../core/contract/members.ts';
import type { Role } from '../../../../core/contract/roles.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { settings } from '../../settings-client.ts';
import { RoleSelect } from './role-select.tsx';
import { SecretOnce } from './secret-once.tsx';
import styles from './settings.module.css';
import { SureButton } from './sure-button.tsx';
import { useChange } from '../../data/use-change.ts';

/** Invites people, and takes invitations back that nobody accepted yet. For admins. */
export function Invitations({ you }: { readonly you: Role }) {
  const invitations = useResource('invitations', settings.invitations);
  const change = useChange();
  const email = useSignal('');
  const role = useSignal<Role>('analyst');
  const created = useSignal<CreatedInvitation | undefined>(undefined);
  const invite = async () => {
    const isMade = await change.run(async () => {
      created.value = await settings.invite({ email: email.peek(), role: role.peek() });
    });
    if (!isMade) return;
    email.value = '';
    void invitations.reload();
  };
  const list = invitations.data.value ?? [];
  return (
    <section class={styles.section} aria-label="Invitations">
      <h2 class={styles.heading}>Invite someone</h2>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void invite();
        }}
      >
        <Field
          label="E-mail"
          name="invited"
          type="email"
          autoComplete="off"
          maxLength={254}
          value={email.value}
          onInput={(value) => (email.value = value)}
        />
        <span class={styles.labelled}>
          <span aria-hidden="true">Role</span>
          <RoleSelect
            label="Role"
            role={role.value}
            you={you}
            onChoose={(chosen) => (role.value = chosen)}
          />
        </span>
        <Button kind="primary" type="submit" busy={change.busy.value}>
          Make a link
        </Button>
      </form>
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
      {created.value !== undefined && (
        <SecretOnce
          title={`The link for ${created.value.invitation.email}`}
          about="Shown this once. Send it to them yourself: it works once, for this address, within two days."
          secret={created.value.link}
          onDone={() => (created.value = undefined)}
        />
      )}
      {invitations.error.value !== undefined && (
        <ErrorNote error={invitations.error.value} title="The invitations could not be loaded" />
      )}
      {list.length > 0 && (
        <ul class={styles.rows} aria-label="Open invitations">
          {list.map((invitation) => (
            <li key={invitation.id} class={styles.row}>
              <span class={styles.what}>
                <span class={styles.name}>
                  <LogText text={invitation.email} limit={254} />
                </span>
                <span class={styles.quiet}>
                  as {invitation.role} · expires <RelativeTimestamp at={invitation.expiresAt} />
                </span>
              </span>
              <SureButton
                word="Take back"
                question="Take it back?"
                busy={change.busy.value}
                onSure={() =>
                  void change
                    .run(() => settings.takeBack(invitation.id))
                    .then(() => invitations.reload())
                }
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

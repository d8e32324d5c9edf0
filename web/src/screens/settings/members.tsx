import { useSignal } from '@preact/signals';
import type { MemberSummary } from '../../../../core/contract/members.ts';
import type { Role } from '../../../../core/contract/roles.ts';
import { api } from '../../api-client.ts';
import { loadSession } from '../../data/session.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './settings.module.css';
import { useAction } from './use-action.ts';

const ROLES: readonly (readonly [Role, string])[] = [
  ['viewer', 'Viewer: sees everything'],
  ['analyst', 'Analyst: reviews, and changes analyzers'],
  ['admin', 'Admin: also sources, members, tokens'],
  ['owner', 'Owner: also owners, export, erasure'],
];

/** The members of the organisation and their roles; admins invite and remove. */
export function Members({ role }: { readonly role: Role }) {
  const members = useResource('members', api.members);
  const action = useAction();
  const asked = useSignal('');
  const isAdmin = role === 'admin' || role === 'owner';
  const change = (work: () => Promise<unknown>) =>
    void action.run(async () => {
      await work();
      await Promise.all([members.reload(), loadSession()]);
    });
  const list = members.data.value;
  const mayChange = (member: MemberSummary) =>
    isAdmin && (role === 'owner' || member.role !== 'owner');
  const remove = (member: MemberSummary) => {
    if (asked.value !== member.id) asked.value = member.id;
    else change(() => api.removeMember(member.id));
  };
  return (
    <>
      <section class={styles.section} aria-label="Members">
        {list === undefined && members.error.value === undefined && (
          <Skeleton rows={3} rowHeight={44} label="Loading the members" />
        )}
        {members.error.value !== undefined && (
          <ErrorNote
            error={members.error.value}
            title="The members could not be loaded"
            onRetry={() => void members.reload()}
          />
        )}
        {action.error.value !== undefined && (
          <ErrorNote error={action.error.value} title="Nothing was changed" />
        )}
        {list !== undefined && (
          <div class={styles.scroll}>
            <table class={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Member</th>
                  <th scope="col">Role</th>
                  <th scope="col">Since</th>
                  <th scope="col">Change</th>
                </tr>
              </thead>
              <tbody>
                {list.map((member) => (
                  <tr key={member.id}>
                    <td>
                      {member.email} {member.isYou && <span class={styles.quiet}>you</span>}
                    </td>
                    <td>
                      {mayChange(member) ? (
                        <RoleSelect
                          label={`Role of ${member.email}`}
                          value={member.role}
                          withOwner={role === 'owner'}
                          onChoose={(chosen) => change(() => api.setRole(member.id, chosen))}
                        />
                      ) : (
                        member.role
                      )}
                    </td>
                    <td>
                      <RelativeTimestamp at={member.createdAt} />
                    </td>
                    <td>
                      {mayChange(member) && !member.isYou && (
                        <Button kind="quiet" onClick={() => remove(member)}>
                          {asked.value === member.id ? 'Remove for good?' : 'Remove'}
                        </Button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {isAdmin && <Invitations withOwner={role === 'owner'} />}
    </>
  );
}

/** Who is invited, with the links that they follow. */
function Invitations({ withOwner }: { readonly withOwner: boolean }) {
  const invitations = useResource('invitations', api.invitations);
  const action = useAction();
  const email = useSignal('');
  const role = useSignal<Role>('analyst');
  const invite = () =>
    void action.run(async () => {
      await api.invite({ email: email.value, role: role.value });
      email.value = '';
      await invitations.reload();
    });
  const list = invitations.data.value ?? [];
  return (
    <section class={styles.section} aria-labelledby="invitations">
      <h2 id="invitations">Invitations</h2>
      <p class={styles.quiet}>
        An invitation is for one address, works once, and ends after two days. Send its link to the
        one who is invited.
      </p>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          invite();
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
        <RoleSelect
          label="Role of the invited"
          value={role.value}
          withOwner={withOwner}
          onChoose={(chosen) => (role.value = chosen)}
        />
        <Button kind="primary" type="submit" busy={action.busy.value}>
          Invite
        </Button>
      </form>
      {action.error.value !== undefined && (
        <ErrorNote error={action.error.value} title="Nobody was invited" />
      )}
      {list.length > 0 && (
        <div class={styles.scroll}>
          <table class={styles.table}>
            <thead>
              <tr>
                <th scope="col">Invited</th>
                <th scope="col">Role</th>
                <th scope="col">Ends</th>
                <th scope="col">Change</th>
              </tr>
            </thead>
            <tbody>
              {list.map((invitation) => (
                <tr key={invitation.id}>
                  <td>{invitation.email}</td>
                  <td>{invitation.role}</td>
                  <td>
                    <RelativeTimestamp at={invitation.expiresAt} />
                  </td>
                  <td>
                    <CopyButton text={invitation.link} label="Copy link" />{' '}
                    <Button
                      kind="quiet"
                      onClick={() =>
                        void action.run(async () => {
                          await api.cancelInvitation(invitation.id);
                          await invitations.reload();
                        })
                      }
                    >
                      Take back
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

interface RoleSelectProps {
  readonly label: string;
  readonly value: Role;
  readonly withOwner: boolean;
  readonly onChoose: (role: Role) => void;
}

function RoleSelect({ label, value, withOwner, onChoose }: RoleSelectProps) {
  return (
    <select
      class={styles.select}
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value as Role)}
    >
      {ROLES.filter(([role]) => withOwner || role !== 'owner').map(([role, words]) => (
        <option key={role} value={role}>
          {words}
        </option>
      ))}
    </select>
  );
}

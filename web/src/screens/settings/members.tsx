import { session } from '../../data/session.ts';
import { useResource } from '../../data/resource.ts';
import { isAtLeast } from '../../../../core/contract/roles.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { settings } from '../../settings-client.ts';
import { Invitations } from './invitations.tsx';
import { MemberRow } from './member-row.tsx';
import styles from './settings.module.css';
import { useChange } from '../../data/use-change.ts';

/** Who belongs to the organisation, as what, and who is invited. */
export function Members() {
  const members = useResource('members', settings.members);
  const change = useChange();
  const known = session.value;
  if (known.state !== 'some') return null;
  const { role, tenant } = known.session;
  const list = members.data.value;
  const error = members.error.value;
  return (
    <>
      <section class={styles.section} aria-label="Members">
        <p class={styles.lead}>
          Viewers read. Analysts also triage, and change analyzers. Admins also manage sources,
          tokens and members. Owners also decide who is an owner.
        </p>
        {error !== undefined && (
          <ErrorNote
            error={error}
            title="The members could not be loaded"
            onRetry={() => void members.reload()}
          />
        )}
        {list === undefined && error === undefined && (
          <Skeleton rows={3} rowHeight={48} label="Loading the members" />
        )}
        {list !== undefined && (
          <ul class={styles.rows} aria-label={`Members of ${tenant.name}`}>
            {list.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                you={role}
                change={change}
                onChanged={() => void members.reload()}
              />
            ))}
          </ul>
        )}
        {change.error.value !== undefined && (
          <ErrorNote error={change.error.value} title="Nothing was changed" />
        )}
      </section>
      {isAtLeast(role, 'admin') && <Invitations you={role} />}
    </>
  );
}

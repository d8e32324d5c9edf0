import type { MemberSummary } from '../../../../core/contract/members.ts';
import { isAtLeast } from '../../../../core/contract/roles.ts';
import type { Role } from '../../../../core/contract/roles.ts';
import { loadSession } from '../../data/session.ts';
import { LogText } from '../../parts/log-text.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { settings } from '../../settings-client.ts';
import { RoleSelect } from './role-select.tsx';
import styles from './settings.module.css';
import { SureButton } from './sure-button.tsx';
import type { Change } from '../../data/use-change.ts';

interface MemberRowProps {
  readonly member: MemberSummary;
  /** The role of whoever looks. */
  readonly you: Role;
  readonly change: Change;
  readonly onChanged: () => void;
}

/** One member. Admins change those who are no owners; owners change everyone. */
export function MemberRow({ member, you, change, onChanged }: MemberRowProps) {
  const mayChange = isAtLeast(you, member.role === 'owner' ? 'owner' : 'admin');
  const make = (work: () => Promise<unknown>) =>
    void change.run(work).then(async () => {
      if (member.isYou) await loadSession();
      onChanged();
    });
  return (
    <li class={styles.row}>
      <span class={styles.what}>
        <span class={styles.name}>
          <LogText text={member.email} limit={254} />
          {member.isYou && <span class={styles.tag}>you</span>}
        </span>
        <span class={styles.quiet}>
          joined <RelativeTimestamp at={member.createdAt} />
          {member.hasTwoFactor === true && ' · two-factor'}
          {member.hasTwoFactor === false && ' · password only'}
        </span>
      </span>
      <span class={styles.acts}>
        {mayChange ? (
          <RoleSelect
            label={`Role of ${member.email}`}
            role={member.role}
            you={you}
            disabled={change.busy.value}
            onChoose={(role) => make(() => settings.setRole(member.id, role))}
          />
        ) : (
          <span>{member.role}</span>
        )}
        {mayChange && !member.isYou && (
          <SureButton
            word="Remove"
            question="Remove them?"
            busy={change.busy.value}
            onSure={() => make(() => settings.removeMember(member.id))}
          />
        )}
      </span>
    </li>
  );
}

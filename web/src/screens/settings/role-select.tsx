import { ROLES, isAtLeast } from '../../../../core/contract/roles.ts';
import type { Role } from '../../../../core/contract/roles.ts';
import styles from './settings.module.css';

interface RoleSelectProps {
  readonly label: string;
  readonly role: Role;
  /** The role of whoever chooses: nobody gives more than they have. */
  readonly you: Role;
  readonly disabled?: boolean;
  readonly onChoose: (role: Role) => void;
}

/** A choice among the roles. */
export function RoleSelect({ label, role, you, disabled = false, onChoose }: RoleSelectProps) {
  return (
    <select
      class={styles.select}
      aria-label={label}
      value={role}
      disabled={disabled}
      onChange={(event) => onChoose(event.currentTarget.value as Role)}
    >
      {ROLES.filter((option) => isAtLeast(you, option)).map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

import { useLocation } from 'preact-iso';
import { SSO_FAULTS } from '../../../../core/contract/sso-words.ts';
import styles from './entrance.module.css';

/** Why single sign-on has just let nobody in: the service says it in the address, by a word of its own. */
export function SsoFaultNote() {
  const { query } = useLocation();
  const fault = Object.entries(SSO_FAULTS).find(([name]) => name === query.sso);
  if (fault === undefined) return null;
  return (
    <p class={styles.fault} role="alert">
      <strong>You are not signed in.</strong> {fault[1]}
    </p>
  );
}

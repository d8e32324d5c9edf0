import { useResource } from '../../data/resource.ts';
import { settings } from '../../settings-client.ts';
import { Entrance } from './entrance.tsx';
import { SsoButton } from './sso-button.tsx';
import { WaysOut } from './ways-out.tsx';

/** For a member of an organisation that wants single sign-on, who came by their password. */
export function HeldBySso() {
  const account = useResource('account', settings.account);
  return (
    <Entrance
      title="Sign in through your organisation"
      lead="It wants its members to come by its identity provider. Your password opens your other organisations."
    >
      <SsoButton kind="primary" email={account.data.value?.user.email ?? ''} />
      <WaysOut />
    </Entrance>
  );
}

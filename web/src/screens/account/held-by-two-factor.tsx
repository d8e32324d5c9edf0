import { changeTenant } from '../../data/session.ts';
import { TwoFactorSetup } from '../settings/two-factor-setup.tsx';
import { Entrance } from './entrance.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { WaysOut } from './ways-out.tsx';

/** For a member of an organisation that requires two-factor authentication, until they have it. */
export function HeldByTwoFactor() {
  return (
    <Entrance
      title="Set up two-factor authentication"
      lead="Your organisation requires it of every member. It takes a minute, and an authenticator app on your phone. A passkey will do as well."
    >
      <TwoFactorSetup onDone={() => void changeTenant()} />
      <PasskeyButton />
      <WaysOut />
    </Entrance>
  );
}

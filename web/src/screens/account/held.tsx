import { session } from '../../data/session.ts';
import { HeldByTwoFactor } from './held-by-two-factor.tsx';
import { HeldBySso } from './held-by-sso.tsx';
import { NoOrganisation } from './no-organisation.tsx';

/** For somebody who is signed in, and has to do something before they see an organisation. */
export function Held() {
  const known = session.value;
  if (known.state !== 'held') return null;
  switch (known.by) {
    case 'two-factor':
      return <HeldByTwoFactor />;
    case 'sso':
      return <HeldBySso />;
    default:
      return <NoOrganisation />;
  }
}

import { session } from '../../data/session.ts';
import { Organisations } from './organisations.tsx';
import { Sessions } from './sessions.tsx';
import { TwoFactor } from './two-factor.tsx';

/** What people see and change of themselves: their organisations, second factor, and sessions. */
export function Account() {
  const known = session.value;
  if (known.state !== 'some') return null;
  return (
    <>
      <Organisations current={known.session} />
      <TwoFactor />
      <Sessions />
    </>
  );
}

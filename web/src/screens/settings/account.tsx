import { session } from '../../data/session.ts';
import { Organisations } from './organisations.tsx';
import { Sessions } from './sessions.tsx';

/** What people see and change of themselves: their organisations, and where they are signed in. */
export function Account() {
  const known = session.value;
  if (known.state !== 'some') return null;
  return (
    <>
      <Organisations current={known.session} />
      <Sessions />
    </>
  );
}

import { api } from '../../api-client.ts';
import { canUsePasskeys, signByPasskey } from '../../data/passkeys.ts';
import { enter } from '../../data/session.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';

/** Signs in with a passkey, of whichever account the browser has one. */
export function PasskeyButton() {
  const change = useChange();
  if (!canUsePasskeys()) return null;
  const go = () =>
    void change.run(async () => {
      const credential = await signByPasskey(await api.beginPasskey());
      enter(await api.signInByPasskey(credential));
    });
  return (
    <>
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="You are not signed in" />
      )}
      <Button wide busy={change.busy.value} onClick={go}>
        Sign in with a passkey
      </Button>
    </>
  );
}

import { api } from '../../api-client.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';

interface SsoButtonProps {
  readonly email: string;
  readonly kind?: 'primary';
}

/** Goes to the identity provider of an address's organisation. */
export function SsoButton({ email, kind }: SsoButtonProps) {
  const change = useChange();
  const go = () =>
    void change.run(async () => location.assign((await api.beginSso(email.trim())).url));
  return (
    <>
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Single sign-on did not begin" />
      )}
      <Button
        {...(kind === undefined ? {} : { kind })}
        wide
        busy={change.busy.value}
        disabled={!email.includes('@')}
        onClick={go}
      >
        Continue with single sign-on
      </Button>
    </>
  );
}

import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useResource } from '../../data/resource.ts';
import { changeTenant } from '../../data/session.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { paths } from '../../routes.ts';
import { settings } from '../../settings-client.ts';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';
import { WaysOut } from './ways-out.tsx';

/** For somebody who belongs to no organisation, or to none any more. */
export function NoOrganisation() {
  const account = useResource('account', settings.account);
  const { route } = useLocation();
  const change = useChange();
  const name = useSignal('');
  const link = useSignal('');
  const isWrong = useSignal(false);
  const create = () =>
    void change.run(async () => {
      await settings.createOrganisation(name.peek());
      route(paths.welcome, true);
      await changeTenant();
    });
  const follow = () => {
    const code = codeOf(link.peek());
    if (code === undefined) isWrong.value = true;
    else route(`${paths.invitation}?code=${encodeURIComponent(code)}`);
  };
  return (
    <Entrance
      title="No organisation yet"
      lead={`${account.data.value?.user.email ?? 'Your account'} belongs to none. Join the one that invites you, or create your own.`}
    >
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          follow();
        }}
      >
        <Field
          label="The link of an invitation"
          name="link"
          type="text"
          autoComplete="off"
          maxLength={400}
          value={link.value}
          error={isWrong.value ? 'This is no link of an invitation' : undefined}
          onInput={(value) => {
            link.value = value;
            isWrong.value = false;
          }}
        />
        <Button kind="primary" type="submit" wide>
          Open it
        </Button>
      </form>
      <form
        class={styles.fields}
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <Field
          label="A new organisation"
          name="organisation"
          type="text"
          autoComplete="organization"
          maxLength={80}
          value={name.value}
          onInput={(value) => (name.value = value)}
        />
        {change.error.value !== undefined && (
          <ErrorNote error={change.error.value} title="That did not work" />
        )}
        <Button type="submit" wide busy={change.busy.value}>
          Create it
        </Button>
      </form>
      <WaysOut />
    </Entrance>
  );
}

/** The code in the link of an invitation. */
function codeOf(link: string): string | undefined {
  return URL.parse(link.trim())?.searchParams.get('code') ?? undefined;
}

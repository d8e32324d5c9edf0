import type { Session } from '../../../core/contract/account.ts';
import { liveState } from '../data/live.ts';
import { theme, zone } from '../data/preferences.ts';
import type { Theme } from '../data/preferences.ts';
import { leave } from '../data/session.ts';
import { Icon } from '../parts/icon.tsx';
import { LogText } from '../parts/log-text.tsx';
import type { Zone } from '../parts/time.ts';
import { zoneName } from '../parts/time.ts';
import { paths } from '../routes.ts';
import styles from './account-menu.module.css';
import railStyles from './shell.module.css';

const LIVE_WORDS = {
  off: 'Live updates are off',
  connecting: 'Connecting…',
  live: 'Live',
  stale: 'Live updates stopped',
} as const;

/** Who is signed in, how the page looks, and the way out. */
export function AccountMenu({ session }: { readonly session: Session }) {
  const live = liveState.value.state;
  return (
    <>
      <button class={railStyles.item} type="button" popovertarget="account">
        <span class={styles.avatar} data-live={live}>
          {(session.user.email[0] ?? '?').toUpperCase()}
        </span>
        Account
      </button>
      <div class={styles.menu} id="account" popover="auto">
        <div class={styles.who}>
          <strong>
            <LogText text={session.tenant.name} />
          </strong>
          <span class={styles.email}>{session.user.email}</span>
          <span class={styles.live} data-live={live}>
            {LIVE_WORDS[live]}
          </span>
        </div>
        <Choice<Zone>
          label="Times"
          value={zone.value}
          options={[
            ['utc', 'UTC'],
            ['local', zoneName('local')],
          ]}
          onChoose={(chosen) => (zone.value = chosen)}
        />
        <Choice<Theme>
          label="Colours"
          value={theme.value}
          options={[
            ['system', 'System'],
            ['light', 'Light'],
            ['dark', 'Dark'],
          ]}
          onChoose={(chosen) => (theme.value = chosen)}
        />
        <a class={styles.leave} href={paths.settings}>
          <Icon name="user" />
          Settings
        </a>
        <button class={styles.leave} type="button" onClick={() => void leave()}>
          <Icon name="leave" />
          Sign out
        </button>
      </div>
    </>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChoose: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, options, onChoose }: ChoiceProps<Value>) {
  return (
    <fieldset class={styles.choice}>
      <legend class={styles.legend}>{label}</legend>
      <div class={styles.options}>
        {options.map(([option, words]) => (
          <label key={option} class={styles.option}>
            <input
              type="radio"
              name={label}
              value={option}
              checked={option === value}
              onChange={() => onChoose(option)}
            />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

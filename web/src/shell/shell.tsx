import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import type { Session } from '../../../core/contract/account.ts';
import { startLive, stopLive } from '../data/live.ts';
import { theme, zone } from '../data/preferences.ts';
import { leave } from '../data/session.ts';
import { HelpSheet, toggleHelp } from '../keys/help-sheet.tsx';
import type { KeyBinding } from '../keys/key-reader.ts';
import { openPalette, PaletteDoor } from '../keys/palette-door.tsx';
import { useKeys } from '../keys/registry.ts';
import { CrashGuard } from '../parts/crash-guard.tsx';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icon-paths.ts';
import { Mark } from '../parts/wordmark.tsx';
import { paths } from '../routes.ts';
import { AccountMenu } from './account-menu.tsx';
import { SCREENS } from './screens.ts';
import { StaleBanner } from './stale-banner.tsx';
import styles from './shell.module.css';

interface ShellProps {
  readonly session: Session;
  readonly children: ComponentChildren;
}

/** What has no key of its own. */
const ACCOUNT_COMMANDS: readonly KeyBinding[] = [
  {
    keys: '',
    what: 'Show times in UTC or local time',
    group: 'Account',
    run: () => (zone.value = zone.peek() === 'utc' ? 'local' : 'utc'),
  },
  {
    keys: '',
    what: 'Dark colours',
    group: 'Account',
    run: () => (theme.value = 'dark'),
  },
  {
    keys: '',
    what: 'Light colours',
    group: 'Account',
    run: () => (theme.value = 'light'),
  },
  { keys: '', what: 'Sign out', group: 'Account', run: () => void leave() },
];

/** What surrounds every screen of a member: the rail, the banner, the keys that work everywhere. */
export function Shell({ session, children }: ShellProps) {
  const { path, route } = useLocation();
  useEffect(() => {
    startLive();
    return stopLive;
  }, [session.tenant.id]);
  useKeys(
    [
      { keys: '?', what: 'Show these keys', group: 'Everywhere', run: toggleHelp },
      { keys: 'Mod+k', what: 'Find or do anything', group: 'Everywhere', run: openPalette },
      ...SCREENS.flatMap(({ title, path: to, keys }) =>
        keys === undefined
          ? []
          : [{ keys, what: `Go to: ${title}`, group: 'Everywhere', run: () => route(to) }],
      ),
      ...ACCOUNT_COMMANDS,
    ],
    [route],
  );
  return (
    <div class={styles.shell}>
      <a class={styles.skip} href="#screen">
        Skip to the content
      </a>
      <nav class={styles.rail} aria-label="Screens">
        <a class={styles.home} href={paths.lenses} aria-label="Grapnel: to the lenses">
          <Mark size={26} />
        </a>
        <button class={styles.item} type="button" onClick={openPalette}>
          <Icon name="search" size={18} />
          Find
        </button>
        <RailLink href={paths.lenses} icon="lenses" word="Lenses" path={path} />
        <RailLink href={paths.hunt} icon="hunt" word="Hunt" path={path} />
        <RailLink href={paths.investigations} icon="record" word="Investigate" path={path} />
        <RailLink href={paths.analyzers} icon="analyzers" word="Analyzers" path={path} />
        <RailLink href={paths.sources} icon="sources" word="Sources" path={path} />
        <span class={styles.gap} />
        <button class={`${styles.item} ${styles.keys}`} type="button" onClick={toggleHelp}>
          <Icon name="keys" size={18} />
          Keys
        </button>
        <AccountMenu session={session} />
      </nav>
      <div class={styles.column}>
        <StaleBanner />
        <main class={styles.screen} id="screen" tabIndex={-1}>
          <CrashGuard key={screenOf(path)}>{children}</CrashGuard>
        </main>
      </div>
      <HelpSheet />
      <PaletteDoor />
    </div>
  );
}

/** What is made anew when the address changes: a screen; the settings are one, with their pages. */
function screenOf(path: string): string {
  return path.startsWith('/settings/') ? '/settings' : path;
}

interface RailLinkProps {
  readonly href: string;
  readonly icon: IconName;
  readonly word: string;
  readonly path: string;
}

function RailLink({ href, icon, word, path }: RailLinkProps) {
  const isHere = path === href || path.startsWith(`${href}/`);
  return (
    <a class={styles.item} href={href} aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} size={18} />
      {word}
    </a>
  );
}

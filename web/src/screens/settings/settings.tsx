import { useQuerySignal } from '../../data/query-signal.ts';
import { session } from '../../data/session.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { ApiTokens } from './api-tokens.tsx';
import { Audit } from './audit.tsx';
import { Members } from './members.tsx';
import { Organisation } from './organisation.tsx';
import { OwnAccount } from './own-account.tsx';
import styles from './settings.module.css';

const TABS = [
  { name: 'members', title: 'Members' },
  { name: 'tokens', title: 'API tokens' },
  { name: 'audit', title: 'Audit log' },
  { name: 'organisation', title: 'Organisation' },
  { name: 'account', title: 'Your account' },
] as const;

type TabName = (typeof TABS)[number]['name'];

/** What only admins may see is not offered to others. */
const FOR_ADMINS: ReadonlySet<TabName> = new Set(['tokens', 'audit']);

/** Who belongs to the organisation, what may call the API, who did what, and one's own account. */
export function Settings() {
  const chosen = useQuerySignal('tab', 'members');
  const known = session.value;
  if (known.state !== 'some') return null;
  const { role } = known.session;
  const isAdmin = role === 'admin' || role === 'owner';
  const tabs = TABS.filter(({ name }) => isAdmin || !FOR_ADMINS.has(name));
  const selected = tabs.find(({ name }) => name === chosen.value)?.name ?? 'members';
  return (
    <>
      <ScreenTitle title="Settings" />
      <div class={styles.page}>
        <Tabs
          label="Settings"
          tabs={tabs}
          selected={selected}
          panel="settings-panel"
          onSelect={(name) => (chosen.value = name)}
        />
        <div
          class={styles.panel}
          id="settings-panel"
          role="tabpanel"
          aria-labelledby={`tab-${selected}`}
        >
          {selected === 'members' && <Members role={role} />}
          {selected === 'tokens' && <ApiTokens />}
          {selected === 'audit' && <Audit />}
          {selected === 'organisation' && <Organisation role={role} />}
          {selected === 'account' && <OwnAccount />}
        </div>
      </div>
    </>
  );
}

import { useLocation, useRoute } from 'preact-iso';
import { isAtLeast } from '../../../../core/contract/roles.ts';
import { session } from '../../data/session.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../routes.ts';
import { ScreenTitle } from '../../shell/screen-title.tsx';
import { Lost } from '../lost.tsx';
import { settingsPages } from './settings-pages.ts';
import styles from './settings.module.css';

/** The settings: a tab for each page that the member may see, the first where none is named. */
export function Settings() {
  const name = useRoute().params.page ?? '';
  const { route } = useLocation();
  const known = session.value;
  if (known.state !== 'some') return null;
  const { role } = known.session;
  const pages = settingsPages.filter(({ least }) => isAtLeast(role, least));
  const page = name === '' ? pages[0] : pages.find((candidate) => candidate.name === name);
  if (page === undefined) return <Lost />;
  const Page = page.component;
  return (
    <>
      <ScreenTitle title="Settings" />
      <div class={styles.settings}>
        <Tabs
          label="Settings"
          tabs={pages}
          selected={page.name}
          panel="settings-page"
          onSelect={(chosen) => route(paths.settings(chosen), true)}
        />
        <div
          class={styles.page}
          id="settings-page"
          role="tabpanel"
          aria-labelledby={`tab-${page.name}`}
        >
          <Page />
        </div>
      </div>
    </>
  );
}

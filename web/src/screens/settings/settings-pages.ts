import { lazy } from 'preact-iso';
import type { ComponentType } from 'preact';
import type { Role } from '../../../../core/contract/roles.ts';

/** A page of the settings: one tab, with an address of its own. */
export interface SettingsPage {
  readonly name: string;
  readonly title: string;
  /** Who sees its tab: members with at least this role. The service holds it anyway. */
  readonly least: Role;
  readonly component: ComponentType;
}

/** The pages in the order of their tabs. */
export const settingsPages: readonly SettingsPage[] = [
  {
    name: 'members',
    title: 'Members',
    least: 'viewer',
    component: lazy(() => import('./members.tsx').then(({ Members }) => Members)),
  },
  {
    name: 'tokens',
    title: 'API tokens',
    least: 'admin',
    component: lazy(() => import('./api-tokens.tsx').then(({ ApiTokens }) => ApiTokens)),
  },
  {
    name: 'notifications',
    title: 'Notifications',
    least: 'viewer',
    component: lazy(() =>
      import('../notifications/notifications.tsx').then(({ Notifications }) => Notifications),
    ),
  },
  {
    name: 'assets',
    title: 'Assets',
    least: 'viewer',
    component: lazy(() =>
      import('../asset-groups/asset-groups.tsx').then(({ AssetGroups }) => AssetGroups),
    ),
  },
  {
    name: 'audit',
    title: 'Audit log',
    least: 'admin',
    component: lazy(() => import('./audit.tsx').then(({ Audit }) => Audit)),
  },
  {
    name: 'organisation',
    title: 'Organisation',
    least: 'viewer',
    component: lazy(() => import('./organisation.tsx').then(({ Organisation }) => Organisation)),
  },
  {
    name: 'usage',
    title: 'Usage',
    least: 'viewer',
    component: lazy(() => import('./usage.tsx').then(({ Usage }) => Usage)),
  },
  {
    name: 'account',
    title: 'Your account',
    least: 'viewer',
    component: lazy(() => import('./account.tsx').then(({ Account }) => Account)),
  },
];

import { paths } from '../routes.ts';

/** A screen that can be gone to from anywhere: by its key, and by its name in the palette. */
export interface NamedScreen {
  readonly title: string;
  readonly path: string;
  /** Keys as the registry has them; without, it is in the palette only. */
  readonly keys?: string;
  /** Other words for it. */
  readonly words?: string;
}

/** Every screen that has an address of its own, in the order in which the palette lists them. */
export const SCREENS: readonly NamedScreen[] = [
  { title: 'Lenses', path: paths.lenses, keys: 'g l', words: 'triage review home' },
  { title: 'Hunt', path: paths.hunt, keys: 'g h', words: 'search nodes' },
  {
    title: 'Investigations',
    path: paths.investigations,
    keys: 'g i',
    words: 'cases engagements notes',
  },
  { title: 'Analyzers', path: paths.analyzers, keys: 'g a', words: 'rules detections sigma' },
  { title: 'ATT&CK coverage', path: paths.coverage, keys: 'g c', words: 'matrix mitre tactics' },
  { title: 'Exceptions', path: paths.exceptions, keys: 'g x', words: 'mute tuning' },
  { title: 'Sources', path: paths.sources, keys: 'g s', words: 'uploads rejects logs' },
  { title: 'Live tail', path: paths.tail, keys: 'g t', words: 'records' },
  { title: 'Formats', path: paths.formats, words: 'mappings parsers' },
  { title: 'Send logs', path: paths.welcome, words: 'welcome set up onboarding' },
  {
    title: 'Notifications',
    path: paths.notifications,
    keys: 'g n',
    words: 'channels slack webhook',
  },
  {
    title: 'Members',
    path: paths.settings('members'),
    keys: 'g e',
    words: 'settings invite roles',
  },
  { title: 'API tokens', path: paths.settings('tokens'), words: 'settings' },
  { title: 'Assets', path: paths.settings('assets'), words: 'settings groups criticality' },
  { title: 'Audit log', path: paths.settings('audit'), words: 'settings history' },
  { title: 'Organisation', path: paths.settings('organisation'), words: 'settings retention' },
  { title: 'Usage', path: paths.settings('usage'), words: 'settings cost plan records' },
  { title: 'Your account', path: paths.settings('account'), words: 'settings sessions sign out' },
  { title: 'Status of the service', path: paths.status, words: 'health canary latency behind' },
];

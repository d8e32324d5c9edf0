import type { SavedView } from '../../core/contract/saved-views.ts';

/** Views that are there; saving one changes nothing. */
export const SAMPLE_VIEWS: readonly SavedView[] = [
  {
    id: 'v1',
    name: 'Critical hosts',
    isShared: true,
    query: {
      tab: 'open',
      q: '',
      type: 'asset',
      assignee: '',
      tag: '',
      technique: '',
      minScore: '50',
      sort: '',
    },
  },
];

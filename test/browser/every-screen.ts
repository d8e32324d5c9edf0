import { MEMBERS } from '../../web/dev/fake-api.ts';
import { OPEN_CODE } from '../../web/dev/fake-settings.ts';

/** A screen as the tests visit it. */
export interface VisitedScreen {
  /** The path as `web/src/app.tsx` and the settings have it: `/lenses/:id`. */
  readonly route: string;
  /** Addresses that show what it can show. */
  readonly visits: readonly string[];
  /** Who looks; undefined for somebody who is not signed in. */
  readonly member: string | undefined;
}

/** Runs in the page: waits until it has been drawn as it now is, and no colour is on its way. */
export const DRAWN = `
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation instanceof CSSTransition)
        .map(({ finished }) => finished),
    ),
  )`;

const full = MEMBERS.full;

/**
 * Every screen, with addresses that show its parts. A test holds it against the routes of the app: a
 * screen that is not here fails it.
 */
export const EVERY_SCREEN: readonly VisitedScreen[] = [
  { route: '/sign-in', visits: ['/sign-in'], member: undefined },
  { route: '/sign-up', visits: ['/sign-up'], member: undefined },
  { route: '/invitation', visits: [`/invitation?code=${OPEN_CODE}`], member: undefined },
  { route: '/reset-password', visits: ['/reset-password?token=none'], member: undefined },
  { route: '/confirm-sign-up', visits: ['/confirm-sign-up#token'], member: undefined },
  { route: '/status', visits: ['/status'], member: undefined },
  { route: '/lenses', visits: ['/lenses', '/lenses?tab=closed', '/lenses?q=none'], member: full },
  {
    route: '/lenses/:id',
    visits: ['graph', 'tree', 'timeline', 'evidence', 'history'].map(
      (tab) => `/lenses/lens-hostile?tab=${tab}&row=sigma.certutil-download&record=2.1`,
    ),
    member: full,
  },
  {
    route: '/hunt',
    visits: [
      '/hunt',
      '/hunt?q=e',
      '/hunt?q=e&view=graph',
      '/hunt?q=e&view=histogram',
      '/hunt?q=nothing+like+this',
    ],
    member: full,
  },
  { route: '/hunt/:id', visits: ['/hunt/asset-4f524b53544154494f4e2d37?tab=tree'], member: full },
  { route: '/investigations', visits: ['/investigations'], member: full },
  {
    route: '/investigations/:id',
    visits: ['graph', 'tree', 'write-up', 'history'].map((tab) => `/investigations/i1?tab=${tab}`),
    member: full,
  },
  {
    route: '/analyzers',
    visits: [
      '/analyzers',
      '/analyzers?analyzer=suspicious-svchost&view=built+in',
      '/analyzers?edit=own+my-analyzer',
      '/analyzers?edit=new',
    ],
    member: full,
  },
  {
    route: '/analyzers/coverage',
    visits: ['/analyzers/coverage?technique=T1059', '/analyzers/coverage?view=gaps'],
    member: full,
  },
  { route: '/exceptions', visits: ['/exceptions'], member: full },
  { route: '/sources', visits: ['/sources', '/sources?source=source-1'], member: full },
  { route: '/sources/tail', visits: ['/sources/tail'], member: full },
  { route: '/sources/formats', visits: ['/sources/formats'], member: full },
  { route: '/sources/uploads/:number', visits: ['/sources/uploads/14'], member: full },
  { route: '/welcome', visits: ['/welcome', '/welcome?source=source-1'], member: full },
  ...[
    'members',
    'tokens',
    'notifications',
    'assets',
    'audit',
    'organisation',
    'usage',
    'account',
  ].map((page) => ({
    route: `/settings/${page}`,
    visits: [`/settings/${page}`],
    member: full,
  })),
];

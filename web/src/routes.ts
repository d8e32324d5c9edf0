/** The address of every screen. Screens keep what they show in the query, by the names below. */
export const paths = {
  home: '/',
  signIn: '/sign-in',
  signUp: '/sign-up',
  welcome: '/welcome',
  lenses: '/lenses',
  hunt: '/hunt',
  analyzers: '/analyzers',
  coverage: '/analyzers/coverage',
  analyzer: (id: string) => `/analyzers?analyzer=${encodeURIComponent(id)}`,
  sources: '/sources',
  exceptions: '/exceptions',
  investigations: '/investigations',
  notifications: '/settings/notifications',
  tail: '/sources/tail',
  formats: '/sources/formats',
  invitation: '/invitation',
  resetPassword: '/reset-password',
  confirmSignUp: '/confirm-sign-up',
  status: '/status',
  settings: (page: string) => `/settings/${encodeURIComponent(page)}`,
  lensesWith: (technique: string) => `/lenses?technique=${encodeURIComponent(technique)}`,
  lens: (id: string) => `/lenses/${encodeURIComponent(id)}`,
  investigation: (id: string) => `/investigations/${encodeURIComponent(id)}`,
  node: (id: string) => `/hunt/${encodeURIComponent(id)}`,
  upload: (number: number) => `/sources/uploads/${number}`,
  source: (id: string) => `/sources?source=${encodeURIComponent(id)}`,
  welcomeOf: (source: string) => `/welcome?source=${encodeURIComponent(source)}`,
} as const;

/** The patterns of the router. */
export const patterns = {
  lens: '/lenses/:id',
  node: '/hunt/:id',
  investigation: '/investigations/:id',
  upload: '/sources/uploads/:number',
  settings: '/settings/:page?',
} as const;

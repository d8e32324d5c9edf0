/** The members that are there from the start. Their names say what the API does to them. */
export const MEMBERS = {
  /** Has lenses, sources and uploads. */
  full: 'analyst@example.com',
  /** Has nothing yet. */
  empty: 'new@example.com',
  /** Every read after the session fails. */
  failing: 'failing@example.com',
  /** Has what the first has, and every text in it is hostile. */
  hostile: 'hostile@example.com',
  /** Reads never answer. */
  slow: 'slow@example.com',
  /** Has a second factor, whose code is always `CODE`. */
  guarded: 'guarded@example.com',
  /** Has none, and belongs to an organisation that requires it. */
  held: 'held@example.com',
  /** Belongs to no organisation. */
  outside: 'outside@example.com',
} as const;

/** The password of all of them. */
export const PASSWORD = 'correct horse battery';

/** What every authenticator shows. */
export const CODE = '123456';
